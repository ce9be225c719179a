"""Statuses: writing, showing, changing and deleting posts."""

from typing import Literal

import msgspec

from models.actions import media, posts
from models.errors import Invalid
from models.queries import attachments, statuses
from models.values.draft import Draft, MediaChange, PollDraft, PostChange
from models.values.member import Visibility
from server.api import resolving
from server.api.entities.status import Status
from server.api.presenting import own_status, page_of, status_bytes
from server.api.values import focus_of
from server.call import Call
from server.routing import Nothing, Routes

routes = Routes()

_LONGEST_KEY = 255
_MOST = 40


class PollForm(msgspec.Struct, kw_only=True):
    """The question part of a post."""

    options: list[str]
    expires_in: int
    multiple: bool = False
    hide_totals: bool = False

    def draft(self) -> PollDraft:
        """Return what an action takes."""
        return PollDraft(
            options=tuple(self.options),
            expires_in_seconds=self.expires_in,
            is_multiple=self.multiple,
            hides_totals=self.hide_totals,
        )


class StatusForm(msgspec.Struct, kw_only=True):
    """A post that a member wants to publish."""

    status: str = ""
    in_reply_to_id: int | None = None
    media_ids: list[int] = []
    poll: PollForm | None = None
    sensitive: bool | None = None
    spoiler_text: str = ""
    visibility: Literal["public", "unlisted", "private", "direct"] | None = None
    language: str | None = None
    scheduled_at: str | None = None


class AttributeForm(msgspec.Struct, kw_only=True):
    """A new description of an attachment."""

    id: int
    description: str | None = None
    focus: str | None = None


class EditForm(msgspec.Struct, kw_only=True):
    """The whole new text of a post."""

    status: str = ""
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    media_ids: list[int] | None = None
    media_attributes: list[AttributeForm] = []
    poll: PollForm | None = None


class ManyForm(msgspec.Struct, kw_only=True):
    """Several posts."""

    id: list[int] = []


@routes.post("/api/v1/statuses", scope="write:statuses", form=StatusForm, entity=Status)
async def create_status(call: Call[StatusForm]) -> bytes:
    """Publish a post; the same Idempotency-Key within an hour gives the same post again."""
    form, key = call.form, call.request.headers.get("Idempotency-Key", "")
    if form.scheduled_at is not None:
        raise Invalid("Validation failed: Posts cannot be scheduled here")
    if len(key) > _LONGEST_KEY:
        raise Invalid("Validation failed: Idempotency-Key is too long")
    author = await call.member()
    await resolving.mentioned(call.desk, form.status)
    draft = await _completed(call, key)
    post = await posts.publish(call.home, author, draft)
    return await own_status(call.desk, post.id, author.id)


async def _completed(call: Call[StatusForm], key: str) -> Draft:
    """Return the draft, with the member's own defaults where the app said nothing."""
    form = call.form
    visibility: Visibility | None = form.visibility
    language, sensitive = form.language, form.sensitive
    if visibility is None or language is None or sensitive is None:
        mine = await call.desk.identities.preferences(call.caller)
        if mine is not None:
            visibility = visibility or msgspec.convert(mine.default_visibility, Visibility)
            language = mine.default_language or mine.locale if language is None else language
            if sensitive is None:
                sensitive = mine.default_sensitive and bool(form.media_ids)
    return Draft(
        text=form.status,
        spoiler=form.spoiler_text,
        visibility=visibility or "public",
        language=language or "",
        sensitive=bool(sensitive),
        in_reply_to_id=form.in_reply_to_id,
        media_ids=tuple(form.media_ids),
        poll=None if form.poll is None else form.poll.draft(),
        application=call.caller.token.app_name,
        idempotency_key=key,
    )


@routes.get(
    "/api/v1/statuses",
    public=True,
    scope="read:statuses",
    form=ManyForm,
    entity=list[Status],
)
async def list_statuses(call: Call[ManyForm]) -> bytes:
    """Show several posts."""
    ids = await statuses.readable(call.form.id[:_MOST], call.viewer_id)
    return await page_of(call.desk, ids, call.viewer_id)


@routes.get("/api/v1/statuses/{id}", public=True, scope="read:statuses", entity=Status)
async def show_status(call: Call[Nothing]) -> bytes:
    """Show a post."""
    return await status_bytes(call.desk, call.path_id, call.viewer_id)


@routes.put("/api/v1/statuses/{id}", scope="write:statuses", form=EditForm, entity=Status)
async def edit_status(call: Call[EditForm]) -> bytes:
    """Change the text of a post."""
    form, author = call.form, await call.member()
    await resolving.mentioned(call.desk, form.status)
    changed = await posts.edit(
        call.home,
        author,
        call.path_id,
        PostChange(
            text=form.status,
            spoiler=form.spoiler_text,
            language=form.language or "",
            sensitive=form.sensitive,
            media_ids=None if form.media_ids is None else tuple(form.media_ids),
            media=tuple(
                MediaChange(id=each.id, description=each.description, focus=focus_of(each.focus))
                for each in form.media_attributes
            ),
            poll=None if form.poll is None else form.poll.draft(),
        ),
    )
    return await own_status(call.desk, changed.id, author.id)


@routes.delete("/api/v1/statuses/{id}", scope="write:statuses", entity=Status, limit="removals")
async def delete_status(call: Call[Nothing]) -> bytes:
    """Delete a post; the answer has the text as typed, so that it can be written anew.

    Its pictures may be used again by their author, under new names: the old ones lead nowhere.
    """
    post_id, author = call.path_id, await call.member()
    shown = await status_bytes(call.desk, post_id, author.id)
    hanging = (await attachments.media([post_id])).get(post_id, [])
    before = await posts.withdraw(call.home, author, post_id)
    for row in hanging:
        if row["file_key"] and row["account_id"] == author.id:
            keys = await call.desk.storage.renamed(row["file_key"], row["preview_key"])
            await media.rename(call.home, author, row["id"], *keys)
    return shown[:-1] + b',"text":' + msgspec.json.encode(before.source) + b"}"
