"""Userinfo: who a member is, for services that only let people log in."""

import msgspec

from server.call import Call
from server.routing import Nothing, Routes

routes = Routes()


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """A member, in OpenID's words."""

    iss: str
    sub: str
    name: str
    preferred_username: str
    profile: str
    picture: str


async def _claims(call: Call[Nothing]) -> Claims:
    member, base = await call.member(), call.home.base_url
    return Claims(
        iss=f"{base}/",
        sub=member.uri,
        name=member.display_name,
        preferred_username=member.username,
        profile=member.url,
        picture=member.avatar_url or f"{base}/static/icons/avatar.png",
    )


@routes.get("/oauth/userinfo", scope=("profile", "read:accounts"), entity=Claims)
async def show_claims(call: Call[Nothing]) -> Claims:
    """Show who the token's member is."""
    return await _claims(call)


@routes.post("/oauth/userinfo", scope=("profile", "read:accounts"), entity=Claims)
async def show_claims_by_post(call: Call[Nothing]) -> Claims:
    """Show the same to clients that ask by POST."""
    return await _claims(call)
