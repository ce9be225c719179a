"""Recipients: from an audience to a list of inboxes, each server once.

Publishing enters. A community's post goes to every partner directly, the host among them, so that
partners still hear each other while the host is down; what the host announces reaches them a second
time and is recognised by its id. Partners' inboxes are marked: nothing for them is ever given up.
We never deliver to ourselves: our own members' timelines were written with the post.
"""

from collections.abc import Iterable

from models.actions import roster
from models.actions.deliveries import Inbox, host_of
from models.home import Home
from models.queries import recipients as reachable
from models.values.roster import Roster


def partner_inboxes(rosters: Iterable[Roster]) -> list[Inbox]:
    """Return the inboxes of all partners but ourselves."""
    return [
        Inbox(seat.inbox, is_partner=True)
        for each in rosters
        for seat in each.partners
        if not seat.is_self
    ]


def collected(home: Home, partners: Iterable[Inbox], *others: Iterable[str]) -> list[Inbox]:
    """Return each inbox once, in a stable order, partners marked, our own left out."""
    found = {inbox.url: inbox for inbox in partners}
    for group in others:
        for url in group:
            found.setdefault(url, Inbox(url))
    return [found[url] for url in sorted(found) if not home.is_ours(url)]


async def of_community(community_id: int | None) -> Roster | None:
    """Return the roster in force of a post's community, None where it has none."""
    return None if community_id is None else await roster.load(community_id)


async def of_post(
    home: Home, post_id: int, author_id: int, visibility: str, community: Roster | None
) -> list[Inbox]:
    """Return where a post of ours must go: mentioned ones, followers, partners of its community."""
    followers = [] if visibility == "direct" else await reachable.followers(author_id)
    is_open = visibility in ("public", "unlisted")
    partners = partner_inboxes([community]) if community is not None and is_open else []
    return collected(home, partners, followers, await reachable.addressed(post_id))


async def of_group(home: Home, group_id: int) -> list[Inbox]:
    """Return the inboxes of everybody elsewhere who follows a Group of ours."""
    return collected(home, [], await reachable.followers(group_id))


def without(inboxes: Iterable[Inbox], *uris: str) -> list[Inbox]:
    """Return the inboxes that do not lie on the servers of these actors, who have it already."""
    hosts = {host_of(uri) for uri in uris}
    return [inbox for inbox in inboxes if host_of(inbox.url) not in hosts]
