"""Tests of federation.wire and the contexts that we emit."""

from copy import deepcopy
from typing import Any

import pytest

from federation.contexts import ACTOR_CONTEXT, AS2, CONTEXT, PUBLIC, check_context
from federation.errors import Reason, Rejected
from federation.wire import ActivityWire, Moment, Recipients, Ref, Refs, decode

ID, ACTOR, THING = "https://a.example/1", "https://a.example/u", "https://b.example/2"


class BlockWire(ActivityWire, tag="Block"):
    object: Ref
    target: Refs = Refs()
    end_time: Moment | None = None
    summary: str | None = None


def block(**members: Any) -> dict[str, Any]:
    return {"id": ID, "type": "Block", "actor": ACTOR, "object": THING, **members}


def test_declared_members_are_decoded_into_one_form() -> None:
    read = decode(
        block(
            actor=[{"id": ACTOR}],
            to="as:Public",
            cc=[THING, {"id": ACTOR}],
            target=[THING],
            endTime="2026-01-02T00:00:00Z",
            summary=None,
            unknown={"kept": "elsewhere"},
        ),
        BlockWire,
    )
    assert (read.id, read.actor.id, read.object, read.summary) == (ID, ACTOR, Ref(THING), None)
    assert (read.to, read.cc) == ((PUBLIC,), (THING, ACTOR))
    assert read.addressed == {PUBLIC, THING, ACTOR}
    assert read.target.ids == (THING,)
    assert read.end_time is not None
    assert read.end_time.at is not None


def test_absent_members_have_their_defaults() -> None:
    read = decode(block(to=None), BlockWire)
    assert (read.to, read.audience, read.end_time) == (Recipients(), Refs(), None)


def test_document_is_left_as_it_came_because_proofs_cover_it() -> None:
    document = block(type=["Block"], object={"id": THING, "to": "Public"}, audience=None)
    before = deepcopy(document)
    read = decode(document, BlockWire)
    assert document == before
    assert read.object.embedded is document["object"]


def test_wrong_date_costs_the_date_only() -> None:
    read = decode(block(endTime="soon"), BlockWire)
    assert read.end_time is not None
    assert read.end_time.at is None


@pytest.mark.parametrize(
    "members",
    [
        {"type": "Undo"},
        {"type": None},
        {"object": 5},
        {"object": [THING, ID]},
        {"object": {"type": "Note"}},
        {"actor": []},
        {"summary": {"en": "x"}},
        {"to": [5]},
        {"id": 4},
        {"id": None},
    ],
)
def test_member_that_does_not_fit_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refused:
        decode(block(**members), BlockWire)
    assert refused.value.reason is Reason.SHAPE_REFUSED


@pytest.mark.parametrize("context", [CONTEXT, ACTOR_CONTEXT])
def test_our_own_contexts_pass_our_own_check_and_begin_with_activitystreams(context: Any) -> None:
    check_context(context)
    # Mastodon looks for this exact entry.
    assert context[0] == AS2


def test_usual_inline_definitions_are_accepted() -> None:
    check_context({"id": "@id", "inbox": "ldp:inbox", "actor": {"@id": "as:actor", "@type": "@id"}})
    check_context(["https://kbin.test/contexts", {"@language": "und", "Hashtag": "as:Hashtag"}])
