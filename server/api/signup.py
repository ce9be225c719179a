"""Sign-up: an app asks for an account on somebody's behalf; an admin decides."""

import msgspec

from models import addresses
from models.actions import members, oauth
from models.errors import Forbidden, Invalid, Unavailable
from models.queries import staff
from models.values.member import NewMember
from server.actors import keys_for
from server.api.entities.application import Token
from server.call import Call
from server.passwords import LONGEST, SHORTEST
from server.routing import Routes

routes = Routes()


class SignUpForm(msgspec.Struct, kw_only=True):
    """Somebody who wants to become a member."""

    username: str
    email: str
    password: str
    agreement: bool = False
    locale: str = "en"
    reason: str = ""


@routes.post(
    "/api/v1/accounts",
    scope="write:accounts",
    needs="app",
    form=SignUpForm,
    entity=Token,
    limit="sign_ups",
)
async def sign_up(call: Call[SignUpForm]) -> Token:
    """Ask for an account; the token works once an admin has said yes."""
    form, settings = call.form, call.desk.settings
    if settings.registration.mode != "approval":
        raise Forbidden("This instance takes no new members by itself")
    _check(form)
    if await staff.count_waiting() >= settings.registration.pending:
        raise Unavailable("Too many people are waiting already. Please try again later")
    new = NewMember(
        username=form.username,
        email=form.email,
        password_hash=await call.desk.passwords.hash(form.password),
        state="waiting",
        locale=form.locale,
        reason=form.reason,
    )
    # A name that no URI can carry must be refused before keys are made for it.
    members.check(new)
    uri = addresses.person(call.home.base_url, form.username)
    account = await members.create(call.home, new, await keys_for(uri))
    token = call.caller.token
    issued = await oauth.create_token(call.home, token.app_id, account.id, token.scopes)
    return Token(
        access_token=issued.token,
        token_type="Bearer",
        scope=issued.scopes,
        created_at=int(issued.created_at.timestamp()),
    )


def _check(form: SignUpForm) -> None:
    fields: dict[str, list[tuple[str, str]]] = {}
    if len(form.password) < SHORTEST:
        fields["password"] = [("ERR_TOO_SHORT", f"is too short (minimum is {SHORTEST} characters)")]
    elif len(form.password) > LONGEST:
        fields["password"] = [("ERR_TOO_LONG", f"is too long (maximum is {LONGEST} characters)")]
    if not form.agreement:
        fields["agreement"] = [("ERR_ACCEPTED", "must be accepted")]
    if not form.reason.strip():
        fields["reason"] = [("ERR_BLANK", "can't be blank")]
    if fields:
        sentences = ", ".join(
            f"{name.capitalize()} {sentence}"
            for name, faults in fields.items()
            for _code, sentence in faults
        )
        raise Invalid(f"Validation failed: {sentences}", fields)
