"""Note: a post as the others read it.

Whoever emits one of our posts enters here: publishing and the handler that serves a post. The form
is the one that all servers take (federation-facts.md §5): single strings for owner and parent,
lists for audience, tags and attachments, the full name of Public, never a null. A community's
Group is mentioned in `tag` so that the reply of somebody on Mastodon reaches it too.
"""

from typing import Any

from federation.contexts import CONTEXT, PUBLIC
from federation.objects import moments, question, tombstone
from models import addresses
from models.home import Home
from models.queries.documents import PostFacts
from models.sql import Row


def to_wire(home: Home, facts: PostFacts) -> dict[str, Any]:
    """Return the object without `@context` and proof; a deleted post is a Tombstone."""
    post = facts.post
    if post["deleted_at"] is not None:
        return tombstone.to_wire(post["uri"], post["type"], post["deleted_at"])
    to, cc = audience(facts)
    wire: dict[str, Any] = {
        "id": post["uri"],
        "type": "Question" if facts.poll is not None else post["type"],
        "attributedTo": post["author_uri"],
        "to": to,
        "cc": cc,
        "published": moments.to_wire(post["published_at"]),
        "url": post["url"] or post["uri"],
        "sensitive": bool(post["is_sensitive"]),
        "content": post["content"],
        "mediaType": "text/html",
        "tag": _tags(home, facts),
        "attachment": [_attachment(home, each) for each in facts.media],
    }
    if post["language"]:
        wire["contentMap"] = {post["language"]: post["content"]}
    if post["source"]:
        wire["source"] = {"content": post["source"], "mediaType": "text/plain"}
    if post["name"]:
        wire["name"] = post["name"]
    if post["spoiler"]:
        wire["summary"] = post["spoiler"]
    if post["in_reply_to_uri"]:
        wire["inReplyTo"] = post["in_reply_to_uri"]
    if post["edited_at"] is not None:
        wire["updated"] = moments.to_wire(post["edited_at"])
    if post["thread_uri"] and post["thread_is_local"]:
        wire["context"] = addresses.context(post["thread_uri"])
    if post["group_uri"]:
        wire["audience"] = post["group_uri"]
    for name, count in (("likes", post["likes_count"]), ("shares", post["boosts_count"])):
        wire[name] = {"type": "Collection", "totalItems": count}
    if facts.poll is not None:
        wire |= question.to_wire(facts.poll)
    return wire


def document(home: Home, facts: PostFacts) -> dict[str, Any]:
    """Return the object as it stands alone, with its context; the caller adds the proof."""
    return {"@context": CONTEXT, **to_wire(home, facts)}


def audience(facts: PostFacts) -> tuple[list[str], list[str]]:
    """Return `to` and `cc` of a post: who its visibility and its mentions address."""
    post = facts.post
    group = [post["group_uri"]] if post["group_uri"] else []
    followers = [post["author_followers_uri"]] if post["author_followers_uri"] else []
    people = [each["uri"] for each in facts.mentions if each["uri"] not in group]
    if post["visibility"] == "public":
        return [PUBLIC, *group], _once([*followers, *people])
    if post["visibility"] == "unlisted":
        return _once([*followers, *group]) or [PUBLIC], _once([PUBLIC, *people])
    if post["visibility"] == "private":
        return followers, _once(people)
    return _once(people), []


def _once(uris: list[str]) -> list[str]:
    return list(dict.fromkeys(uris))


def _tags(home: Home, facts: PostFacts) -> list[dict[str, Any]]:
    tags = [
        _mention(each["uri"], each["username"], each["domain"])
        for each in facts.mentions
        if not each["is_silent"]
    ]
    post = facts.post
    if post["group_uri"] and all(tag["href"] != post["group_uri"] for tag in tags):
        tags.append(_mention(post["group_uri"], post["group_username"], post["group_domain"]))
    tags.extend(
        {
            "type": "Hashtag",
            "href": f"{home.base_url}/tags/{each['name']}",
            "name": f"#{each['display']}",
        }
        for each in facts.tags
    )
    return tags


def _mention(uri: str, username: str, domain: str) -> dict[str, Any]:
    return {"type": "Mention", "href": uri, "name": f"@{username}@{domain}"}


_TYPES = {"image": "Image", "video": "Video", "gifv": "Video", "audio": "Audio"}


def _attachment(home: Home, media: Row) -> dict[str, Any]:
    # Mastodon and Lemmy read both names, Misskey shows alternative text of Documents and Images.
    address = (
        addresses.media(home.base_url, media["file_key"])
        if media["file_key"]
        else media["remote_url"]
    )
    wire: dict[str, Any] = {
        "type": _TYPES.get(media["kind"], "Document"),
        "url": address,
        "mediaType": media["mime"] or "application/octet-stream",
    }
    if media["description"]:
        wire["name"] = media["description"]
    if media["width"] and media["height"]:
        wire |= {"width": media["width"], "height": media["height"]}
    if media["blurhash"]:
        wire["blurhash"] = media["blurhash"]
    # The middle is what everybody assumes; saying so would only cost a slower canonical form.
    if media["kind"] == "image" and (media["focus_x"] or media["focus_y"]):
        wire["focalPoint"] = [media["focus_x"], media["focus_y"]]
    return wire
