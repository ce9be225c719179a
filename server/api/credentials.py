"""Credentials: the own account, its profile and its defaults."""

import msgspec

from models import text
from models.actions import members
from models.errors import NotFound
from models.queries import accounts, tokens
from models.queries.tokens import Preferences as Defaults
from models.values.member import ProfileChange, ProfileField, Visibility
from server.api.entities.account import CredentialAccount, Field, Role, Source, account_facts
from server.api.entities.preferences import Preferences
from server.api.entities.values import media_url
from server.call import Call
from server.parameters import Upload
from server.routing import Nothing, Routes

routes = Routes()

_AVATAR_EDGE, _HEADER_EDGE = 400, 1_500
_FIELD_LENGTH = 255
_ROLES = {
    "member": Role("-99", ""),
    "moderator": Role("2", "Moderator", highlighted=True),
    "admin": Role("3", "Admin", permissions="1", highlighted=True),
}


class FieldForm(msgspec.Struct, kw_only=True):
    """A row of the profile's table."""

    name: str = ""
    value: str = ""


class SourceForm(msgspec.Struct, kw_only=True):
    """Defaults of new posts."""

    privacy: Visibility | None = None
    sensitive: bool | None = None
    language: str | None = None


class ProfileForm(msgspec.Struct, kw_only=True):
    """What a member changes of the own profile; what is left out stays."""

    display_name: str | None = None
    note: str | None = None
    avatar: Upload | None = None
    header: Upload | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    fields_attributes: list[FieldForm] | None = None
    source: SourceForm = msgspec.field(default_factory=SourceForm)


async def _shown(call: Call[object]) -> CredentialAccount:
    rows = await accounts.load([call.member_id])
    mine = await tokens.preferences(call.member_id)
    if not rows or mine is None:
        raise NotFound("the own account")
    row = rows[0]
    role = _ROLES.get(mine.role, _ROLES["member"])
    facts = account_facts(call.home, row)
    fields = [
        Field(each.get("name", ""), text.excerpt(each.get("value", ""), _FIELD_LENGTH), None)
        for each in row["fields_shown"]
    ]
    source = Source(
        note=mine.note_source,
        fields=fields,
        privacy=mine.default_visibility,
        sensitive=mine.default_sensitive,
        language=mine.default_language or None,
        follow_requests_count=mine.requests_count,
        discoverable=row["is_discoverable"],
        indexable=row["is_indexable"],
    )
    return CredentialAccount(**facts, source=source, role=role)


@routes.get(
    "/api/v1/accounts/verify_credentials",
    scope=("read:accounts", "profile"),
    entity=CredentialAccount,
)
async def verify_credentials(call: Call[Nothing]) -> CredentialAccount:
    """Show the own account with its defaults."""
    return await _shown(call)


@routes.patch(
    "/api/v1/accounts/update_credentials",
    scope="write:accounts",
    form=ProfileForm,
    entity=CredentialAccount,
)
async def update_credentials(call: Call[ProfileForm]) -> CredentialAccount:
    """Change the own profile."""
    form, member = call.form, await call.member()
    source, fields = form.source, form.fields_attributes
    change = ProfileChange(
        display_name=form.display_name,
        note=form.note,
        fields=None
        if fields is None
        else tuple(ProfileField(name=each.name, value=each.value) for each in fields),
        avatar_url=await _picture(call, form.avatar, _AVATAR_EDGE),
        header_url=await _picture(call, form.header, _HEADER_EDGE),
        is_locked=form.locked,
        is_bot=form.bot,
        is_discoverable=form.discoverable,
        is_indexable=form.indexable,
        default_visibility=source.privacy,
        default_sensitive=source.sensitive,
        default_language=source.language,
    )
    await members.update_profile(call.home, member, change)
    for former, new in (
        (member.avatar_url, change.avatar_url),
        (member.header_url, change.header_url),
    ):
        if new is not None:
            await call.desk.storage.remove(former.rpartition("/")[2])
    call.desk.identities.forget_account(member.id)
    return await _shown(call)


async def _picture(call: Call[ProfileForm], upload: Upload | None, edge: int) -> str | None:
    if upload is None or not upload.body:
        return None
    picture = await call.desk.pictures.make(upload.body, edge)
    key = call.desk.storage.new_key(picture.extension, is_profile=True)
    await call.desk.storage.put(key, picture.body)
    return media_url(call.home, key)


@routes.get("/api/v1/preferences", scope="read:accounts", entity=Preferences)
async def show_preferences(call: Call[Nothing]) -> Preferences:
    """Show the member's defaults as apps read them."""
    mine: Defaults | None = await tokens.preferences(call.member_id)
    if mine is None:
        raise NotFound("the own account")
    return Preferences(
        visibility=mine.default_visibility,
        sensitive=mine.default_sensitive,
        language=mine.default_language or None,
    )
