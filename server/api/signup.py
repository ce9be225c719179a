"""Sign-up: an app asks for an account on somebody's behalf; an admin decides."""

import msgspec

from models.actions import oauth
from server import joining
from server.api.entities.application import Token
from server.call import Call
from server.joining import Wish
from server.routing import Routes

routes = Routes()


class SignUpForm(msgspec.Struct, kw_only=True):
    """Somebody who wants to become a member; what is left out is told with all that is wrong."""

    username: str = ""
    email: str = ""
    password: str = ""
    agreement: bool = False
    locale: str = "en"
    reason: str = ""


@routes.post(
    "/api/v1/accounts",
    scope="write:accounts",
    needs="app",
    form=SignUpForm,
    entity=Token,
)
async def sign_up(call: Call[SignUpForm]) -> Token:
    """Ask for an account; the token works once an admin has said yes."""
    form = call.form
    wish = Wish(
        username=form.username,
        email=form.email,
        password=form.password,
        reason=form.reason,
        locale=form.locale,
        agrees=form.agreement,
    )
    address = call.desk.visitors.address(call.request)
    account = await joining.ask(call.desk, wish, address)
    token = call.caller.token
    issued = await oauth.create_token(call.home, token.app_id, account.id, token.scopes)
    return Token(
        access_token=issued.token,
        token_type="Bearer",
        scope=issued.scopes,
        created_at=int(issued.created_at.timestamp()),
    )
