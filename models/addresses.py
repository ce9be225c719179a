"""Addresses: where each of our actors, posts and collections lives; the only place that knows."""

import hashlib


def base(uri: str) -> str:
    """Return scheme and authority of an id: the beginning of whatever else its owner says."""
    return "/".join(uri.split("/", 3)[:3])


def person(base_url: str, username: str) -> str:
    """Return the id of a member's actor."""
    return f"{base_url}/users/{username}"


def profile(base_url: str, username: str) -> str:
    """Return a member's page."""
    return f"{base_url}/@{username}"


def instance_actor(base_url: str) -> str:
    """Return the id of the Application that signs this instance's own fetches."""
    return f"{base_url}/actor"


def partner_actor(base_url: str) -> str:
    """Return the id of the Organization that speaks for the partner."""
    return f"{base_url}/partner"


def group(base_url: str, slug: str) -> str:
    """Return the id (and page) of a community's Group actor."""
    return f"{base_url}/c/{slug}"


def shared_inbox(base_url: str) -> str:
    """Return the inbox that serves everybody of an authority."""
    return f"{base_url}/inbox"


def inbox(actor: str) -> str:
    """Return an actor's own inbox."""
    return f"{actor}/inbox"


def outbox(actor: str) -> str:
    """Return an actor's outbox."""
    return f"{actor}/outbox"


def followers(actor: str) -> str:
    """Return the collection of an actor's followers, which is also an audience."""
    return f"{actor}/followers"


def following(actor: str) -> str:
    """Return the collection of those an actor follows."""
    return f"{actor}/following"


def featured(actor: str) -> str:
    """Return the collection of an actor's pinned posts."""
    return f"{actor}/featured"


def moderators(group_uri: str) -> str:
    """Return the collection of a Group's moderators."""
    return f"{group_uri}/moderators"


def post(actor: str, token: str) -> str:
    """Return the id of a member's post."""
    return f"{actor}/posts/{token}"


def post_page(base_url: str, username: str, token: str) -> str:
    """Return the page of a member's post."""
    return f"{base_url}/@{username}/{token}"


def copy_page(base_url: str, post_id: int) -> str:
    """Return the page under which any partner shows a post of its communities."""
    return f"{base_url}/posts/{post_id}"


def create(post_uri: str) -> str:
    """Return the id of the Create of one of our posts."""
    return f"{post_uri}/activity"


def context(post_uri: str) -> str:
    """Return the collection of the thread that one of our posts starts (FEP-7888)."""
    return f"{post_uri}/context"


def activity(base_url: str, token: str) -> str:
    """Return the id of any other activity of ours."""
    return f"{base_url}/activities/{token}"


def announce(group_uri: str, object_uri: str, form: str) -> str:
    """Return the id of the Group's Announce of `object_uri`: the same at every partner.

    `form` is "post" for the announced object (what microblogs read) and "activity" for the
    announced activity (FEP-1b12).
    """
    name = hashlib.sha256(object_uri.encode()).hexdigest()[:32]
    return f"{group_uri}/announces/{form}/{name}"


def log(base_url: str, group_uri: str) -> str:
    """Return a partner's log of a community, which other partners read to catch up."""
    name = hashlib.sha256(group_uri.encode()).hexdigest()[:32]
    return f"{base_url}/logs/{name}"


def media(base_url: str, file_key: str) -> str:
    """Return where an uploaded file is served; the key is unguessable."""
    return f"{base_url}/media/{file_key}"


def roster(base_url: str, token: str) -> str:
    """Return the id of a roster draft that this instance proposes."""
    return f"{base_url}/rosters/{token}"


def main_key(actor: str) -> str:
    """Return the id of an actor's RSA key."""
    return f"{actor}#main-key"


def proof_key(actor: str) -> str:
    """Return the id of an actor's Ed25519 key."""
    return f"{actor}#ed25519-key"
