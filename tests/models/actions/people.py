"""People and communities for tests of actions: made by the actions themselves."""

from typing import Any

from models.actions import accounts, members
from models.home import Home
from models.tables.account import Account
from models.tables.community import Community
from models.values.member import NewKeys, NewMember
from models.values.profile import RemoteKey, RemoteProfile
from models.values.remote_post import RemotePost
from tests.factories import make_partner

KEYS = NewKeys(rsa_private="p", rsa_public="P", ed25519_private="e", ed25519_public="E")
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


async def member(home: Home, name: str, **details: Any) -> Account:
    """Make a member of this instance."""
    new = NewMember(username=name, email=f"{name}@mail.example", password_hash="h", **details)
    return await members.create(home, new, KEYS)


def profile(name: str, domain: str = "far.example", **details: Any) -> RemoteProfile:
    """Return the profile of somebody elsewhere."""
    uri = details.pop("uri", f"https://{domain}/users/{name}")
    base: dict[str, Any] = {
        "uri": uri,
        "type": "Person",
        "username": name,
        "domain": domain,
        "inbox": f"{uri}/inbox",
        "shared_inbox": f"https://{domain}/inbox",
        "followers_uri": f"{uri}/followers",
        "keys": (RemoteKey(uri=f"{uri}#main-key", kind="rsa", public="PEM"),),
    }
    return RemoteProfile(**{**base, **details})


async def stranger(home: Home, name: str, domain: str = "far.example", **details: Any) -> Account:
    """Store somebody who lives elsewhere."""
    return await accounts.store_remote(home, profile(name, domain, **details))


async def community(home: Home, *, is_hosted: bool = True, slug: str = "trails") -> Community:
    """Make an active community of alpha, beta and gamma, hosted by alpha or by beta."""
    row = await Community.create(
        uri=f"https://commons.example/c/{slug}" if is_hosted else f"https://beta.example/c/{slug}",
        slug=slug,
        domain="commons.example" if is_hosted else "beta.example",
        name="Trails",
        is_hosted=is_hosted,
        state="active",
        roster_version=1,
        created_at=home.clock.now(),
    )
    if is_hosted:
        await members.create_group(home, row, KEYS)
    else:
        await accounts.store_remote(home, profile(slug, "beta.example", uri=row.uri, type="Group"))
    host = "alpha.example" if is_hosted else "beta.example"
    for domain in ("alpha.example", "beta.example", "gamma.example"):
        await make_partner(row, domain, is_self=domain == "alpha.example", is_host=domain == host)
    return await Community.get(id=row.id)


async def group_of(row: Community) -> Account:
    """Return the Group's account."""
    return await Account.get(id=row.account_id)


def remote_post(author: Account, name: str = "1", **details: Any) -> RemotePost:
    """Return a public post by somebody elsewhere."""
    base: dict[str, Any] = {
        "uri": f"{author.uri}/posts/{name}",
        "author": author,
        "content": f"<p>Post {name}</p>",
        "to": (PUBLIC,),
        "cc": (author.followers_uri,),
    }
    return RemotePost(**{**base, **details})
