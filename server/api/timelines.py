"""Timelines: home, the venture and its members, hashtags, and communities as lists."""

from models.errors import NotFound
from models.queries import communities, timelines
from models.queries.timelines import Choice
from server.api.entities.account import Account
from server.api.entities.list import List, present_list
from server.api.entities.status import Status
from server.api.presenting import accounts_of, page_of, stamped_page
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()


class PublicForm(PageForm, kw_only=True):
    """Which part of a public timeline."""

    local: bool = False
    remote: bool = False
    only_media: bool = False

    def choice(self) -> Choice:
        """Return the part as queries know it."""
        where = True if self.local else False if self.remote else None
        return Choice(is_local=where, has_media=self.only_media)


class LinkForm(PageForm, kw_only=True):
    """The address of a page elsewhere."""

    url: str = ""


@routes.get("/api/v1/timelines/home", scope="read:statuses", form=PageForm, entity=list[Status])
async def show_home(call: Call[PageForm]) -> bytes:
    """Show what those the member follows, and the joined communities, wrote."""
    stamps = await timelines.stamped_home(call.home, call.member_id, call.page(call.form))
    call.link([stamp.id for stamp in stamps])
    return await stamped_page(call.desk, stamps, call.member_id)


@routes.get(
    "/api/v1/timelines/public",
    public=True,
    scope="read:statuses",
    form=PublicForm,
    entity=list[Status],
)
async def show_public(call: Call[PublicForm]) -> bytes:
    """Show the whole venture; `local`, this partner's members alone."""
    form = call.form
    ids = await timelines.public(call.home, call.viewer_id, call.page(form), form.choice())
    call.link(ids)
    return await page_of(call.desk, ids, call.viewer_id)


@routes.get(
    "/api/v1/timelines/tag/{tag}",
    public=True,
    scope="read:statuses",
    form=PublicForm,
    entity=list[Status],
)
async def show_tag(call: Call[PublicForm]) -> bytes:
    """Show the public posts with a hashtag."""
    form, name = call.form, call.request.match_info["tag"].removeprefix("#")
    ids = await timelines.tag(call.home, call.viewer_id, name, call.page(form), form.choice())
    call.link(ids)
    return await page_of(call.desk, ids, call.viewer_id)


@routes.get("/api/v1/timelines/link", public=True, form=LinkForm, entity=list[Status])
async def show_link(call: Call[LinkForm]) -> bytes:
    """Show the posts about a page; links are not collected here, so there are none."""
    return b"[]"


@routes.get("/api/v1/timelines/list/{id}", scope="read:lists", form=PageForm, entity=list[Status])
async def show_list_timeline(call: Call[PageForm]) -> bytes:
    """Show the threads of a community, newest first: the same order at every partner."""
    community = await _community(call.path_id)
    ids = await timelines.community(call.home, call.member_id, community, call.page(call.form))
    call.link(ids)
    return await page_of(call.desk, ids, call.member_id)


@routes.get("/api/v1/lists", scope="read:lists", entity=list[List])
async def list_lists(call: Call[Nothing]) -> list[List]:
    """List the communities, each as a list that keeps itself: every app has tabs for lists."""
    return [present_list(row) for row in await communities.listing()]


@routes.get("/api/v1/lists/{id}", scope="read:lists", entity=List)
async def show_list(call: Call[Nothing]) -> List:
    """Show one of these lists."""
    row = await communities.show(await _community(call.path_id))
    if row is None:
        raise NotFound("list")
    return present_list(row)


@routes.get("/api/v1/lists/{id}/accounts", scope="read:lists", form=PageForm, entity=list[Account])
async def list_list_accounts(call: Call[PageForm]) -> list[Account]:
    """Show whose posts the list has: the community's Group."""
    row = await communities.show(await _community(call.path_id))
    group = None if row is None else row["account_id"]
    return [] if group is None else await accounts_of(call.desk, [group])


async def _community(list_id: int) -> int:
    row = await communities.show(list_id)
    if row is None or row["state"] != "active":
        raise NotFound(f"list {list_id}")
    return list_id
