"""Instance: who runs this, what it allows, and what an app has to adapt to."""

from models.ids import to_milliseconds
from models.queries import instance, staff
from server.api.entities.account import Account
from server.api.entities.instance import (
    AccountLimits,
    Configuration,
    Contact,
    ExtendedDescription,
    Instance,
    InstanceV1,
    Measured,
    MediaLimits,
    PollLimits,
    Registrations,
    Rule,
    Stats,
    Thumbnail,
)
from server.api.entities.values import time_of
from server.api.presenting import accounts_of
from server.call import Call
from server.desk import Desk
from server.routing import Nothing, Routes
from server.version import VERSION

routes = Routes()

MIMES = ["image/jpeg", "image/png", "image/gif", "image/webp"]
COMPATIBLE = f"4.5.0 (compatible; Hanse {VERSION})"
"""Clients sniff the first three characters; this one obliges to grouped notifications."""
API_VERSIONS = {"mastodon": 2}
_OPEN = {"local": "public", "remote": "public"}


def _configuration(desk: Desk) -> Configuration:
    limits = desk.home.limits
    return Configuration(
        urls={"about": f"{desk.home.base_url}/"},
        vapid={"public_key": ""},
        accounts=AccountLimits(max_profile_fields=limits.profile_fields),
        statuses=Measured(max_characters=limits.characters, max_media_attachments=limits.media),
        media_attachments=MediaLimits(
            supported_mime_types=MIMES,
            description_limit=limits.description,
            image_size_limit=limits.upload_bytes,
            image_matrix_limit=limits.upload_pixels,
        ),
        polls=PollLimits(
            max_options=limits.poll_options,
            max_characters_per_option=limits.poll_option_characters,
            min_expiration=limits.poll_shortest_seconds,
            max_expiration=limits.poll_longest_seconds,
        ),
        translation={"enabled": False},
        timelines_access={
            "live_feeds": _OPEN,
            "hashtag_feeds": _OPEN,
            "trending_link_feeds": _OPEN,
        },
    )


async def _contact(desk: Desk) -> Account | None:
    account_id = await staff.contact()
    return None if account_id is None else next(iter(await accounts_of(desk, [account_id])), None)


def _title(desk: Desk) -> str:
    return desk.settings.title or desk.settings.domain


def _description(desk: Desk) -> str:
    return f"{_title(desk)} takes part in communities that several organisations run together."


@routes.get("/api/v2/instance", public=True, entity=Instance)
async def show_instance(call: Call[Nothing]) -> Instance:
    """Show this instance."""
    desk = call.desk
    counts = await instance.counts(call.home)
    is_open = desk.settings.registration.mode == "approval"
    base = call.home.base_url
    return Instance(
        domain=call.home.domain,
        title=_title(desk),
        version=COMPATIBLE,
        source_url=f"{base}/source",
        description=_description(desk),
        usage={"users": {"active_month": counts.active_month}},
        thumbnail=Thumbnail(url=f"{base}/static/icons/header.png"),
        icon=[],
        languages=list(desk.settings.languages),
        configuration=_configuration(desk),
        registrations=Registrations(
            enabled=is_open,
            approval_required=is_open,
            reason_required=is_open,
            message=None,
            url=f"{base}/register" if is_open else None,
        ),
        api_versions=API_VERSIONS,
        contact=Contact(email="", account=await _contact(desk)),
        rules=[],
    )


@routes.get("/api/v1/instance", public=True, entity=InstanceV1)
async def show_instance_v1(call: Call[Nothing]) -> InstanceV1:
    """Show this instance to older clients."""
    desk = call.desk
    counts = await instance.counts(call.home)
    is_open = desk.settings.registration.mode == "approval"
    return InstanceV1(
        uri=call.home.domain,
        title=_title(desk),
        short_description=_description(desk),
        description=_description(desk),
        email="",
        version=COMPATIBLE,
        urls={},
        stats=Stats(
            user_count=counts.members, status_count=counts.posts, domain_count=counts.domains
        ),
        thumbnail=f"{call.home.base_url}/static/icons/header.png",
        languages=list(desk.settings.languages),
        registrations=is_open,
        approval_required=is_open,
        invites_enabled=False,
        configuration=_configuration(desk),
        contact_account=await _contact(desk),
        rules=[],
    )


@routes.get("/api/v1/instance/peers", public=True, entity=list[str])
async def list_peers(call: Call[Nothing]) -> list[str]:
    """List the instances that are known here."""
    return await instance.peers()


@routes.get("/api/v1/instance/rules", public=True, entity=list[Rule])
async def list_rules(call: Call[Nothing]) -> list[Rule]:
    """List the rules of this instance; communities have theirs in their charter."""
    return []


@routes.get("/api/v1/instance/extended_description", public=True, entity=ExtendedDescription)
async def show_extended_description(call: Call[Nothing]) -> ExtendedDescription:
    """Show the longer text about this instance."""
    now = time_of(to_milliseconds(call.home.clock.now()))
    return ExtendedDescription(updated_at=now, content=f"<p>{_description(call.desk)}</p>")
