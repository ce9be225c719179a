"""The roster: which partners a community has, and that every one of them signed it.

A roster is drafted by one partner and signed by all: by everybody the draft names and by everybody
of the roster in force. With one signature missing nothing comes into force, whoever asks. The
proofs are verified by the federation before they get here; here is decided whose are needed. This
is the small interface that other rooms use: who the partners are is read with `load`,
`communities` and `by_uri`, and nowhere else.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from models import addresses, ids, outbox, sql
from models.actions.accounts import by_uri as account_by_uri
from models.actions.posts.places import base_of
from models.actions.rosters.documents import check_document, draft_document, text_of
from models.actions.rosters.force import bring_into_force, signatures, signers
from models.actions.rosters.seats import (
    by_uri,
    communities,
    document_of_group,
    load,
    of_group,
)
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.events import Event, RosterCompleted, RosterProposed, RosterSigned
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.community import RosterDraft
from models.transaction import joined, transaction
from models.values.roster import Founding, PartnerInvite

__all__ = (
    "accept_roster",
    "add_signature",
    "amend",
    "by_uri",
    "communities",
    "document_of_group",
    "found",
    "load",
    "of_group",
    "receive_draft",
    "sign",
)

_SLUG: Final = re.compile(r"[a-z0-9_]{1,30}")


async def _speaker(home: Home) -> int:
    account = await account_by_uri(addresses.partner_actor(home.base_url))
    if account is None:
        raise NotFound(detail="the partner's Organization was not made yet")
    speaker: int = account.id
    return speaker


async def _record(home: Home, event: Event) -> None:
    await outbox.record(home.clock, event, home.wake)


async def _community(home: Home, document: Mapping[str, Any]) -> int:
    """Return the row of the draft's community, made while it is being founded."""
    made = await sql.write(
        "INSERT INTO community (uri, slug, domain, name, summary, is_hosted, state,"
        " roster_version, log_seq, created_at) VALUES (?, ?, ?, ?, ?, ?, 'founding', 0, 0, ?)"
        " ON CONFLICT (uri) DO UPDATE SET uri = excluded.uri RETURNING id",
        [
            document["community"],
            document["slug"],
            document["domain"],
            document["name"],
            document["summary"],
            document["host"] == home.domain,
            to_milliseconds(home.clock.now()),
        ],
    )
    identifier: int = made[0]["id"]
    return identifier


async def _insert_draft(home: Home, community_id: int, document: Mapping[str, Any]) -> RosterDraft:
    text = text_of(dict(document))
    await sql.write(
        "INSERT INTO roster_draft (uri, community_id, version, document, state, created_at)"
        " VALUES (?, ?, ?, ?, 'open', ?) ON CONFLICT (uri) DO NOTHING",
        [
            document["id"],
            community_id,
            document["version"],
            text,
            to_milliseconds(home.clock.now()),
        ],
    )
    kept = await _draft("uri = ?", document["id"])
    if kept["document"] != text:
        raise Conflict("This draft says something else", detail=str(document["id"]))
    return entity(RosterDraft, kept)


async def _draft(condition: str, value: object) -> sql.Row:
    found = await sql.row(
        f"SELECT {columns(RosterDraft)} FROM roster_draft WHERE {condition}", [value]
    )
    if found is None:
        raise NotFound(detail=f"roster draft {value}")
    return found


async def found(home: Home, founding: Founding) -> RosterDraft:
    """Draft the first roster of a new community, which this instance will host.

    Nothing exists for anybody before all partners have signed. `members.create_group` makes
    the Group's actor.

    Errors:
        Invalid: the name cannot be an address, a domain is not served here, or a partner is not
            described or named twice.
        Conflict: the community, or an account of its name, exists already.
    """
    if not _SLUG.fullmatch(founding.slug):
        raise Invalid("The short name may hold small letters, digits and underscores, 30 at most")
    if founding.domain not in home.hosts:
        raise Invalid(f"This instance does not serve {founding.domain}")
    scheme = home.base_url.partition("://")[0]
    uri = addresses.group(f"{scheme}://{founding.domain}", founding.slug)
    head = {
        "id": addresses.roster(home.base_url, ids.token(home.clock.now())),
        "community": uri,
        "slug": founding.slug,
        "name": founding.name,
        "summary": founding.summary,
        "domain": founding.domain,
    }
    document = draft_document(head, 1, home.domain, founding.partners)
    async with transaction():
        await _refuse_taken(founding, uri)
        draft = await _insert_draft(home, await _community(home, document), document)
        await _record(home, RosterProposed(actor_id=await _speaker(home), draft_id=draft.id))
    return draft


async def _refuse_taken(founding: Founding, uri: str) -> None:
    taken = await sql.row(
        "SELECT 1 AS taken FROM community WHERE uri = ? AND roster_version > 0 UNION ALL"
        " SELECT 1 FROM account WHERE username_lower = ? AND domain = ? AND uri <> ?",
        [uri, founding.slug, founding.domain, uri],
    )
    if taken is not None:
        raise Conflict(f"{founding.slug}@{founding.domain} exists already")


async def amend(
    home: Home, community_id: int, partners: tuple[PartnerInvite, ...], host: str | None = None
) -> RosterDraft:
    """Draft the next version of a roster in force: somebody joins, leaves, or becomes the host.

    Errors:
        NotFound: the community has no roster in force.
        Invalid: a partner is not described or named twice, or the host is none of them.
    """
    async with transaction():
        current = await sql.row(
            "SELECT uri, slug, name, summary, domain, roster_version, roster FROM community"
            " WHERE id = ? AND state = 'active'",
            [community_id],
        )
        if current is None:
            raise NotFound(detail=f"community {community_id} is not active")
        head = {
            "id": addresses.roster(home.base_url, ids.token(home.clock.now())),
            "community": current["uri"],
            **{name: current[name] for name in ("slug", "name", "summary", "domain")},
        }
        former = orjson.loads(current["roster"])["host"]
        version = current["roster_version"] + 1
        document = draft_document(head, version, host or former, partners)
        draft = await _insert_draft(home, community_id, document)
        await _record(home, RosterProposed(actor_id=await _speaker(home), draft_id=draft.id))
    return draft


async def receive_draft(home: Home, uri: str, document: dict[str, Any]) -> RosterDraft:
    """Keep another partner's draft for our admin to sign; joins the caller's transaction.

    Errors:
        Invalid: the document is no roster, or has another id.
        Forbidden: it does not name us, claims an address of ours, or follows no version of ours.
        Conflict: we know another draft by this id.
    """
    check_document(document)
    if document["id"] != uri:
        raise Invalid("The draft has another id")
    domains = [seat["domain"] for seat in document["partners"]]
    if home.domain not in domains or home.is_ours(uri):
        raise Forbidden(detail=f"{uri} is not for us to sign")
    async with joined():
        known = await sql.row(
            "SELECT roster_version FROM community WHERE uri = ?", [document["community"]]
        )
        in_force = 0 if known is None else known["roster_version"]
        if known is None and home.is_ours(document["community"]):
            raise Forbidden(detail=f"{document['community']} would be ours to found")
        # Who joins late knows no earlier version; a partner signs the one after its own.
        if document["version"] <= in_force or (in_force and document["version"] > in_force + 1):
            raise Forbidden(detail=f"{uri} does not follow version {in_force}")
        return await _insert_draft(home, await _community(home, document), document)


async def sign(home: Home, draft_id: int, proof: dict[str, Any]) -> bool:
    """Put our own proof under a draft; returns whether nobody's is missing any more.

    Errors:
        NotFound: there is no such draft.
        Conflict: it is open no longer.
    """
    async with transaction():
        draft = await _draft("id = ?", draft_id)
        await _add(home, draft, home.domain, proof)
        await _record(home, RosterSigned(actor_id=await _speaker(home), draft_id=draft_id))
        return await _complete(home, draft)


async def add_signature(home: Home, draft_uri: str, domain: str, proof: dict[str, Any]) -> bool:
    """Put a partner's verified proof under a draft; joins the caller's transaction.

    Returns whether the draft is ours and nobody's is missing any more; then the roster is in force
    here, and `RosterCompleted` carries it to the others. Under a draft of others it is only shown
    to our admin, who signs: what comes into force there brings all proofs along.

    Errors:
        NotFound: there is no such draft.
        Conflict: it is open no longer.
    """
    async with joined():
        draft = await _draft("uri = ?", draft_uri)
        await _add(home, draft, domain, proof)
        return await _complete(home, draft)


async def _add(home: Home, draft: sql.Row, domain: str, proof: dict[str, Any]) -> None:
    if draft["state"] != "open":
        raise Conflict("This draft is open no longer", detail=f"{draft['uri']} {draft['state']}")
    if domain not in await signers(draft):
        raise Forbidden(detail=f"{domain} has no say in {draft['uri']}")
    await sql.write(
        "INSERT INTO roster_signature (draft_id, domain, proof, signed_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (draft_id, domain) DO NOTHING",
        [draft["id"], domain, orjson.dumps(proof).decode(), to_milliseconds(home.clock.now())],
    )


async def _complete(home: Home, draft: sql.Row) -> bool:
    # Two last signatures at once: the second one waits for the first and then sees it.
    await sql.write("UPDATE roster_draft SET state = state WHERE id = ?", [draft["id"]])
    proofs = await signatures(draft["id"])
    is_ours = base_of(draft["uri"]) == home.base_url
    if not is_ours or await signers(draft) - proofs.keys():
        return False
    if not await bring_into_force(home, draft, proofs):
        return False
    event = RosterCompleted(actor_id=await _speaker(home), community_id=draft["community_id"])
    await _record(home, event)
    return True


async def accept_roster(
    home: Home, document: dict[str, Any], proofs: Mapping[str, dict[str, Any]]
) -> bool:
    """Put in force what all signed and the proposer collected; joins the caller's transaction.

    `proofs` are verified, by domain. Returns whether that was news.

    Errors:
        Forbidden: we have not signed this very document, or somebody's signature is missing.
    """
    check_document(document)
    async with joined():
        draft = await sql.row(
            f"SELECT {columns(RosterDraft)} FROM roster_draft WHERE uri = ?", [document["id"]]
        )
        if draft is None or draft["document"] != text_of(document):
            raise Forbidden(detail=f"{document['id']} is not what we were shown")
        if draft["state"] != "open":
            return False
        if home.domain not in await signatures(draft["id"]):
            raise Forbidden(detail=f"{document['id']} lacks our signature")
        lacking = sorted(await signers(draft) - proofs.keys())
        if lacking:
            raise Forbidden(detail=f"{document['id']} lacks {', '.join(lacking)}")
        for domain, proof in proofs.items():
            await _add(home, draft, domain, proof)
        return await bring_into_force(home, draft, dict(proofs))
