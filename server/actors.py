"""Actors of the instance itself: made at the first start, never again.

The Application signs this instance's requests, the Organization speaks for the partner. Keys are
made in a thread, because finding an RSA key takes a processor a while.
"""

import asyncio

from federation.signatures.pairs import new_keys
from models import addresses
from models.actions import accounts, members
from models.home import Home
from models.values.member import NewKeys
from server.settings import Settings


async def ensure_actors(home: Home, settings: Settings) -> None:
    """Make the instance's Application and the partner's Organization unless they exist."""
    uris = [addresses.instance_actor(home.base_url), addresses.partner_actor(home.base_url)]
    missing = [uri for uri in uris if await accounts.by_uri(uri) is None]
    if not missing:
        return
    made = list(await asyncio.gather(*(keys_for(uri) for uri in missing)))
    await members.ensure_system_actors(home, made.pop, settings.title or settings.domain)


async def keys_for(actor_uri: str) -> NewKeys:
    """Return two fresh key pairs for an actor of ours."""
    return await asyncio.to_thread(new_keys, actor_uri)
