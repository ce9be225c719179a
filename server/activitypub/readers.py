"""Readers: which remote account, if any, signed a GET."""

from aiohttp import web

from federation.signatures.request import SignedRequest
from models.actions import accounts
from models.tables.account import Account
from server.keys import ASSEMBLY


def as_signed(request: web.Request, body: bytes) -> SignedRequest:
    """Return the request as its sender signed it."""
    is_secure = request.app[ASSEMBLY].settings.scheme == "https"
    return SignedRequest(
        request.method, request.raw_path, request.headers, body, "https" if is_secure else "http"
    )


async def signed_reader(request: web.Request) -> Account | None:
    """Return the account that signed this GET, None when nobody did or we do not know it.

    Errors:
        Rejected, Unreachable: there is a signature and it does not hold, or cannot be checked.
    """
    if "Signature" not in request.headers:
        return None
    assembly = request.app[ASSEMBLY]
    sender = await assembly.federation.verifier.verify(
        as_signed(request, b""), hosts=assembly.home.hosts
    )
    return await accounts.by_uri(sender.actor_uri)
