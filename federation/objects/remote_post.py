"""Remote posts: Note, Question, Page, Article, Event and the rest, read into one value.

`Create`, `Update` and the resolver enter with an object whose owner they have authenticated. What
servers name differently becomes one form here; texts stay raw, because the action that stores them
cleans them.
"""

from datetime import datetime
from html import escape
from typing import Any, Final

from federation.errors import Reason, Rejected
from federation.objects.attachment import link_of, media_of
from federation.objects.emoji import emojis_of
from federation.objects.question import options_of
from federation.origin import same_origin
from federation.reading import (
    first_moment,
    known_type,
    language,
    moment,
    one_or_many,
    page_url,
    recipients,
    references,
    text,
)
from models.tables.account import Account
from models.values.remote_post import RemoteOption, RemotePoll, RemotePost

POST_TYPES: Final = frozenset(
    {"Note", "Question", "Page", "Article", "Event", "Video", "Audio", "Image", "ChatMessage"}
)
_TITLED: Final = POST_TYPES - {"Note", "Question", "ChatMessage"}
_MOST_TAGS: Final = 60


def owner_of(document: dict[str, Any]) -> str | None:
    """Return the one owner that `attributedTo` names, None if it names none.

    PeerTube names a Person and a Group; a list is read only when exactly one entry is no Group,
    and says so itself. Rejected(OWNER_MISMATCH) for several: taking the first is how one owner is
    checked and another used.
    """
    entries = one_or_many(document.get("attributedTo"))
    owners = [
        each for each in entries if not (isinstance(each, dict) and each.get("type") == "Group")
    ]
    if len(owners) > 1:
        raise Rejected(Reason.OWNER_MISMATCH, f"{len(owners)} owners")
    return references(owners)[0] if owners else None


def check_owner(document: dict[str, Any], actor_uri: str) -> str:
    """Return the id of an object once it is `actor_uri`'s own.

    Rejected(ID_REFUSED) without an id, ORIGIN_MISMATCH when it lies elsewhere, OWNER_MISMATCH when
    it names another owner.
    """
    uri = document.get("id")
    if not isinstance(uri, str):
        raise Rejected(Reason.ID_REFUSED, "object without an id")
    if not same_origin(uri, actor_uri):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{uri[:200]} by {actor_uri}")
    if owner_of(document) not in (None, actor_uri):
        raise Rejected(Reason.OWNER_MISMATCH, f"{uri[:200]} is not of {actor_uri}")
    return uri


def mentioned_in(document: dict[str, Any]) -> list[str]:
    """Return the actor ids that `tag` mentions, each once."""
    found: dict[str, None] = {}
    for tag in one_or_many(document.get("tag")):
        if isinstance(tag, dict) and tag.get("type") == "Mention":
            href = tag.get("href")
            if isinstance(href, str):
                found[href] = None
    return list(found)[:_MOST_TAGS]


def addressed(document: dict[str, Any]) -> tuple[str, ...]:
    """Return everybody in to, cc and audience."""
    return recipients(document.get("to"), document.get("cc"), document.get("audience"))


def parent_of(document: dict[str, Any]) -> str | None:
    """Return the id of the post that this one replies to; of several, the first."""
    parents = references(document.get("inReplyTo"))
    return parents[0] if parents else None


def is_vote(document: dict[str, Any]) -> bool:
    """Tell whether a Note is a vote: a name and a parent, and nothing to read (FEP-9967)."""
    return (
        isinstance(document.get("name"), str)
        and document.get("inReplyTo") is not None
        and not document.get("content")
        and not document.get("contentMap")
        and document.get("type") == "Note"
    )


def from_wire(
    document: dict[str, Any],
    author: Account,
    mentions: tuple[Account, ...],
    received_at: datetime,
) -> RemotePost:
    """Return the post; `mentions` are those of `mentioned_in` that are known here."""
    kind = known_type(document.get("type"), POST_TYPES)
    if kind is None:
        raise Rejected(Reason.TYPE_UNKNOWN, str(document.get("type"))[:80])
    name, spoiler = text(document, "name"), text(document, "summary")
    content = text(document, "content")
    return RemotePost(
        uri=document["id"],
        author=author,
        published_at=moment(document.get("published")) or received_at,
        url=page_url(document.get("url")) or "",
        type="Note" if kind == "ChatMessage" else kind,
        visibility="direct" if kind == "ChatMessage" else None,
        name=name.value if name else "",
        content=_content(document, content.value if content else "", kind),
        source=_source(document.get("source")),
        # The summary of an article is its first lines, of a note it is a warning.
        spoiler=spoiler.value if spoiler and kind not in _TITLED else "",
        sensitive=document.get("sensitive") is True,
        language=(content.language if content else None) or language(document) or "",
        edited_at=moment(document.get("updated")),
        in_reply_to_uri=parent_of(document),
        to=recipients(document.get("to"), document.get("bto")),
        cc=recipients(document.get("cc"), document.get("bcc")),
        audience=_audience(document),
        mentions=mentions,
        tags=_hashtags(document),
        emojis=emojis_of(document),
        media=media_of(document),
        poll=poll_of(document),
    )


def _audience(document: dict[str, Any]) -> tuple[str, ...]:
    """Return the Groups a post is for; PeerTube names its channel beside the owner."""
    groups = [
        each
        for each in one_or_many(document.get("attributedTo"))
        if isinstance(each, dict) and each.get("type") == "Group"
    ]
    return (*references(document.get("audience")), *references(groups))


def _source(member: object) -> str:
    typed = member.get("content") if isinstance(member, dict) else None
    return typed if isinstance(typed, str) else ""


def _content(document: dict[str, Any], content: str, kind: str) -> str:
    # PeerTube sends Markdown here; shown as typed it is readable, read as HTML it may be anything.
    if document.get("mediaType") in ("text/markdown", "text/plain"):
        paragraphs = (escape(each).replace("\n", "<br>") for each in content.split("\n\n"))
        content = "".join(f"<p>{each}</p>" for each in paragraphs if each)
    link = link_of(document) if kind in _TITLED else None
    if link is not None and link not in content:
        content = f'<p><a href="{escape(link)}">{escape(link)}</a></p>{content}'
    return content


def _hashtags(document: dict[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for tag in one_or_many(document.get("tag")):
        if isinstance(tag, dict) and tag.get("type") == "Hashtag":
            name = tag.get("name")
            if isinstance(name, str) and 1 < len(name) <= 255:
                found[name.removeprefix("#")] = None
    return tuple(found)[:_MOST_TAGS]


def poll_of(document: dict[str, Any]) -> RemotePoll | None:
    """Return the poll of a Question, with the counts that its server claims."""
    listed = options_of(document)
    if listed is None:
        return None
    is_multiple, options = listed
    voters = document.get("votersCount")
    ended = document.get("closed")
    return RemotePoll(
        options=tuple(RemoteOption(title=title, votes=votes) for title, votes in options),
        is_multiple=is_multiple,
        expires_at=first_moment(document, "endTime", "expires", "closed"),
        closed_at=moment(ended) or (moment(document.get("updated")) if ended is True else None),
        voters_count=voters if type(voters) is int and voters >= 0 else None,
    )
