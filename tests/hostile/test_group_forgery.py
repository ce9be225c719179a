"""Group G of the attack catalogue: what a community's host cannot make its members say.

alpha.example is a partner; the host is another server, and so is the member's home. A host is
trusted with nothing but handing on.
"""

from typing import Any

import pytest

from federation.contexts import PUBLIC
from federation.errors import Reason
from federation.signatures.keys import generate_ed25519
from models import sql
from models.tables.community import Community, Partner
from tests.factories import START, make_account
from tests.federation.inbound import Instance, RemoteActor, states
from tests.peer import Peer

AS2 = "https://www.w3.org/ns/activitystreams"


class Shared:
    """A community whose host is peer.test, with a member of other.test."""

    def __init__(self, instance: Instance, group: RemoteActor, member: RemoteActor) -> None:
        self.instance, self.group, self.member = instance, group, member

    def note(self, **more: Any) -> dict[str, Any]:
        tag = [{"type": "Mention", "href": self.group.uri, "name": "@harbour"}]
        to = [PUBLIC, self.group.uri]
        return self.member.note("Said by me", to=to, audience=self.group.uri, tag=tag, **more)

    async def announce(self, inner: Any) -> None:
        announce = self.group.activity("Announce", inner, to=[PUBLIC])
        await self.instance.give(self.group, announce)


@pytest.fixture
async def shared(instance: Instance, peer: Peer) -> Shared:
    group = RemoteActor(peer, "harbour", kind="Group")
    member = RemoteActor(peer, "carla", "other.test")
    account = await instance.resolver.account(group.uri)
    community = await Community.create(
        uri=group.uri,
        slug="harbour",
        domain=group.authority,
        name="Harbour",
        account=account,
        is_hosted=False,
        state="active",
        roster_version=1,
        created_at=START,
    )
    for base, authority in (
        ("https://alpha.example", "alpha.example"),
        (group.base, group.authority),
        (member.base, member.authority),
    ):
        await Partner.create(
            community=community,
            domain=authority,
            name=authority,
            actor_uri=f"{base}/partner",
            key="",
            inbox=f"{base}/inbox",
            is_self=authority == "alpha.example",
            is_host=authority == group.authority,
            joined_at=START,
        )
    instance.federation.communities.forget()
    return Shared(instance, group, member)


async def post_of(uri: str) -> sql.Row | None:
    return await sql.row("SELECT * FROM post WHERE uri = ?", [uri])


async def test_an_announced_post_with_its_authors_proof_counts(shared: Shared):
    note = shared.note()
    create = shared.member.proven(shared.member.create(note), shared.instance.clock)
    await shared.announce(create)
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["community_id"] is not None
    log = await sql.rows("SELECT seq, uri FROM activity WHERE seq IS NOT NULL")
    assert [(row["seq"], row["uri"]) for row in log] == [(1, create["id"])]


async def test_the_same_post_from_its_author_and_the_host_counts_once(shared: Shared):
    note = shared.note()
    create = shared.member.proven(shared.member.create(note), shared.instance.clock)
    await shared.instance.give(shared.member, create)
    await shared.announce(create)
    await shared.announce(note["id"])
    rows = await sql.rows("SELECT count(*) AS n FROM post WHERE boost_of_id IS NULL")
    assert rows[0]["n"] == 1
    wrappers = await sql.rows("SELECT count(*) AS n FROM post WHERE boost_of_id IS NOT NULL")
    assert wrappers[0]["n"] == 1
    log = await sql.rows("SELECT seq FROM activity WHERE seq IS NOT NULL")
    assert len(log) == 1


async def test_g2_a_post_that_the_host_made_up_is_refused(shared: Shared):
    member, note = shared.member, shared.note()
    member.ed25519 = generate_ed25519(member.ed25519.key_id, member.uri)
    await shared.announce(member.proven(member.create(note), shared.instance.clock))
    assert await post_of(note["id"]) is None
    assert await states() == [("refused", Reason.PROOF_INVALID)]


@pytest.mark.parametrize(
    ("member", "value"),
    [("content", "<p>Said by the host</p>"), ("published", "2020-01-01T00:00:00Z"), ("to", [])],
)
async def test_g3_a_post_that_the_host_changed_is_refused(shared: Shared, member: str, value: Any):
    note = shared.note()
    create = shared.member.proven(shared.member.create(note), shared.instance.clock)
    await shared.announce({**create, "object": {**note, member: value}})
    assert await post_of(note["id"]) is None
    assert await states() == [("refused", Reason.PROOF_INVALID)]


async def test_an_announced_post_without_proof_is_read_at_its_origin(shared: Shared, peer: Peer):
    note = shared.note()
    create = shared.member.create(note)
    peer.answer(create["id"].partition(str(peer.port))[2], body=create)
    await shared.announce({**create, "object": {**note, "content": "<p>Said by the host</p>"}})
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Said by me" in stored["content"]


async def test_an_announced_post_that_its_origin_denies_is_refused(shared: Shared):
    note = shared.note()
    await shared.announce(shared.member.create(note))
    assert await post_of(note["id"]) is None
    assert await states() == [("refused", Reason.OBJECT_UNKNOWN)]


def path_of(uri: str, peer: Peer) -> str:
    return uri.partition(str(peer.port))[2]


async def test_a_post_whose_create_nobody_serves_is_read_itself(shared: Shared, peer: Peer):
    note = shared.note()
    peer.answer(path_of(note["id"], peer), body={"@context": AS2, **note})
    create = shared.member.create(note)
    await shared.announce({**create, "object": {**note, "content": "<p>Said by the host</p>"}})
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Said by me" in stored["content"]
    kept = await sql.row("SELECT uri FROM activity WHERE uri = ?", [create["id"]])
    assert kept is None, "the id that the host named may be of something else"
    assert await sql.row("SELECT uri FROM activity WHERE uri = ?", [f"{note['id']}#create"])


async def test_an_edit_named_by_a_fragment_is_read_from_the_post(shared: Shared, peer: Peer):
    note = shared.note()
    await shared.instance.give(shared.member, shared.member.create(note))
    edited = {**note, "content": "<p>Edited by me</p>", "updated": "2026-03-01T12:30:00Z"}
    shared.instance.clock.advance(hours=1)
    peer.answer(path_of(note["id"], peer), body={"@context": AS2, **edited})
    update = shared.member.activity("Update", {**edited, "content": "<p>By the host</p>"})
    await shared.announce({**update, "id": f"{note['id']}#updates/1"})
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Edited by me" in stored["content"]


@pytest.mark.parametrize("status", [404, 410])
async def test_what_its_origin_no_longer_has_may_be_deleted_by_hearsay(
    shared: Shared, peer: Peer, status: int
):
    note = shared.note()
    await shared.instance.give(shared.member, shared.member.create(note))
    peer.answer(path_of(note["id"], peer), status)
    delete = shared.member.activity("Delete", note["id"], to=[PUBLIC])
    await shared.announce({**delete, "id": f"{note['id']}#delete"})
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["deleted_at"] is not None


@pytest.mark.parametrize("kind", ["Delete", "Update", "Create"])
async def test_hearsay_changes_nothing_that_its_origin_shows_otherwise(
    shared: Shared, peer: Peer, kind: str
):
    note = shared.note()
    await shared.instance.give(shared.member, shared.member.create(note))
    colleague = RemoteActor(peer, "dora", "other.test")
    peer.answer(
        path_of(note["id"], peer), body={"@context": AS2, **note, "attributedTo": shared.member.uri}
    )
    target = note["id"] if kind == "Delete" else {**note, "attributedTo": colleague.uri}
    await shared.announce(colleague.activity(kind, target, to=[PUBLIC]))
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["deleted_at"] is None
    assert "Said by me" in stored["content"]
    assert (await states())[-1][0] == "refused"


async def test_a_like_without_proof_that_nobody_serves_counts_nowhere(shared: Shared, peer: Peer):
    note = shared.note()
    await shared.instance.give(shared.member, shared.member.create(note))
    peer.answer(path_of(note["id"], peer), body={"@context": AS2, **note})
    await shared.announce(shared.member.activity("Like", note["id"]))
    assert (await states())[-1] == ("refused", Reason.OBJECT_UNKNOWN)


async def test_g1_somebody_else_announces_in_the_community(shared: Shared, peer: Peer):
    mallory, note = RemoteActor(peer, "mallory", "www.peer.test"), shared.note()
    create = shared.member.create(note)
    await shared.instance.give(mallory, mallory.activity("Announce", create, to=[PUBLIC]))
    assert await post_of(note["id"]) is None
    assert await states() == [("refused", Reason.NOT_FOR_US)]


async def test_the_host_cannot_delete_what_a_member_wrote(shared: Shared):
    note = shared.note()
    await shared.instance.give(shared.member, shared.member.create(note))
    delete = shared.group.activity("Delete", note["id"], to=[PUBLIC])
    request = shared.group.request(delete, shared.instance.clock)
    assert await shared.instance.refusal(request) == (403, Reason.ORIGIN_MISMATCH)
    undo = shared.group.activity(
        "Undo", shared.group.activity("Announce", note["id"], to=[PUBLIC]), to=[PUBLIC]
    )
    await shared.instance.give(shared.group, undo)
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["deleted_at"] is None


async def test_a_follow_cannot_be_announced(shared: Shared):
    anna = await make_account("anna")
    follow = shared.member.proven(shared.member.activity("Follow", anna.uri), shared.instance.clock)
    await shared.announce(follow)
    assert await states() == [("refused", Reason.NOT_ALLOWED)]
    assert await sql.rows("SELECT id FROM follow") == []


async def test_a_guest_waits_until_the_host_lets_it_in(shared: Shared, peer: Peer):
    guest = RemoteActor(peer, "guest", "www.peer.test")
    tag = [{"type": "Mention", "href": shared.group.uri, "name": "@harbour"}]
    root = shared.note()
    await shared.instance.give(shared.member, shared.member.create(root))
    reply = guest.note("May I?", to=[PUBLIC, shared.group.uri], tag=tag, inReplyTo=root["id"])
    create = guest.proven(guest.create(reply), shared.instance.clock)
    await shared.instance.give(guest, create)
    stored = await post_of(reply["id"])
    assert stored is not None
    assert stored["community_id"] is None
    events = await sql.rows("SELECT body FROM event WHERE kind = 'ActivityAccepted'")
    assert len(events) == 1, "the host must hear of it from us"
    await shared.announce(create)
    stored = await post_of(reply["id"])
    assert stored is not None
    assert stored["community_id"] is not None
