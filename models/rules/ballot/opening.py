"""Opening: from a motion to a ballot whose rules no longer change (R6).

Everything comes from the state before the minutes that contain the ballot, and the author's own
entries: the charter's rules for all topics that the motion touches, the partners, seats and rolls
that vote. What was opened gets the id of its minutes one minutes later, because the state cannot
contain the hash of what contains it; ties are settled by it, and nobody knows it when voting on
whether to open.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from models.rules.ballot import amendment, electorate, motion, trail
from models.rules.ballot.amendment import Amending
from models.rules.ballot.motion import AddSealer, Effect, Motion, RemoveSealer, Reopen
from models.rules.ballot.record import Ballot, Part, Roll, Voting, partner_of, plain
from models.rules.charter import amending, deciding, guards, topics
from models.rules.charter.decision_rule import DecisionRule, member_half
from models.rules.charter.document import Charter
from models.rules.charter.rule_checks import HEARING
from models.rules.fold.draft import Draft
from models.rules.fold.occasion import Occasion
from models.rules.fold.standing import Get
from models.rules.fold.void import Void, VoidReason
from models.rules.roster import queue
from models.rules.tally.method import Method, Quorum
from models.rules.values import DAY

ALL_OTHERS = DecisionRule(
    decider="partners",
    method=Method(name="qualified", threshold=(1, 1), base="all"),
    quorum=Quorum(share=(1, 1), is_strict=False),
    opens_for=(HEARING, 90 * DAY),
)
"""The rule for new keys, whatever the charter says; 14 days' notice follow (R11)."""


class Asked(Struct, frozen=True, kw_only=True):
    """Who asks what, until when."""

    id: str
    by: str
    motion: Motion
    closes_at: int
    lot: str | None = None
    """A sealed nonce, by which a panel is drawn if there is a deadlock."""
    after: str | None = None
    """The ballot that is taken up again."""
    by_members: bool = False
    """The members decide where the charter makes that the way out of a deadlock."""
    panel: tuple[str, ...] = ()
    """These partners decide where the charter makes a panel the way out."""


def frozen(get: Get, occasion: Occasion, asked: Asked) -> Ballot:
    """Return the ballot that a motion becomes now; nothing about it changes afterwards.

    Void: effect_malformed, topic_unfit, amendment_unfit, charter_faulty, ballot_unknown,
    deadline_unfit, effect_unfit, electorate_empty, options_unfit, methods_mixed, lot_missing.
    O(topics * (partners + seats) + size of the charter), and for each effect that amends the
    charter what `amendment.amended` costs.
    """
    charter = amendment.charter_of(get)
    effects = [motion.effect_of(raw) for _, raw in sorted(asked.motion.effects.items())]
    touched = topics_of(get, charter, asked.motion, effects)
    rules = {topic: rule_of(charter, topic, asked) for topic in touched}
    check_deadline(occasion.time, asked.closes_at, rules)
    _check_roster(get, asked.id, effects)
    subjects = {subject for each in effects if (subject := motion.subject_of(each)) is not None}
    room = _Room(get, charter, occasion.time, subjects, panel=asked.panel)
    parts = _merged(part for topic in touched for part in _parts(room, topic, rules[topic]))
    if any(not part.voters for part in parts):
        raise Void(VoidReason.ELECTORATE_EMPTY)
    motion.check_options(asked.motion, tuple(part.method for part in parts))
    main = rules[asked.motion.topic]
    if main.deadlock == "panel" and asked.lot is None and asked.after is None:
        raise Void(VoidReason.LOT_MISSING, asked.motion.topic)
    ours = {partner_of(v) for each in parts if each.decider != "members" for v in each.voters}
    houses = {v for each in parts if each.decider == "members" for v in each.voters}
    return Ballot(
        by=asked.by,
        height=occasion.height,
        opened=occasion.time,
        opening=None,
        topic=asked.motion.topic,
        charter=charter.version,
        clauses=list(deciding.why(charter, asked.motion.topic).clauses),
        options=[option.id for option in asked.motion.options],
        status_quo=asked.motion.status_quo,
        tie=main.tie,
        deadlock=main.deadlock,
        parts=parts,
        rolls={p: _roll(get, p) for p in sorted(houses)},
        cap=charter.members.partner_cap,
        floors={p: trail.newest(occasion.cut, p) for p in sorted(ours)},
        recusing=bool(guards.excluded(charter, asked.motion.topic, [asked.by])),
        closes_at=asked.closes_at,
        grace=charter.grace_ms,
        lot=asked.lot,
        after=asked.after,
    )


def topics_of(
    get: Get, charter: Charter, asked: Motion, effects: Sequence[Effect]
) -> tuple[str, ...]:
    """Return all topics that decide about the motion.

    Void: topic_unfit when its own is none of them; amendment_unfit, charter_faulty, ballot_unknown.
    O(effects), and for each that amends the charter what `amendment.amended` costs.
    """
    found: set[str] = set()
    for effect in effects:
        found.update(_topics(get, charter, effect))
    if not found:
        found.add(asked.topic)
    if asked.topic not in found:
        raise Void(VoidReason.TOPIC_UNFIT, f"{asked.topic}: {', '.join(sorted(found))}")
    return tuple(sorted(found))


def rule_of(charter: Charter, topic: str, asked: Asked) -> DecisionRule:
    """Return the rule under which a topic is decided.

    A way out of a deadlock is taken only by the topics whose own rule names it: the others that a
    ballot touches are decided as always.
    """
    if topic == motion.REKEY:
        return ALL_OTHERS
    rule = deciding.rule_for(charter, topic)
    if asked.by_members and rule.deadlock == "members":
        method, total = member_half(rule)
        return structs.replace(rule, decider="members", method=method, quorum=total, functions=())
    if asked.panel and rule.deadlock == "panel":
        return structs.replace(rule, decider="partners", functions=())
    return rule


def check_deadline(time: int, closes_at: int, rules: Mapping[str, DecisionRule]) -> None:
    """Void (deadline_unfit) unless the ballot is open as long as every rule asks, and no longer.

    Whoever may be expelled is heard for seven days at least (R9). O(rules).
    """
    shortest = max(rule.opens_for[0] for rule in rules.values())
    if topics.REMOVE_PARTNER in rules:
        shortest = max(shortest, HEARING)
    # Rules whose spans do not meet: what the one asks at least, the others allow.
    longest = max(shortest, min(rule.opens_for[1] for rule in rules.values()))
    if not time + shortest <= closes_at <= time + longest:
        raise Void(VoidReason.DEADLINE_UNFIT, f"{closes_at - time} ms")


def kept(get: Get, asked: Asked) -> dict[str, Any]:
    """Return what the state keeps of a ballot's motion: with the charter's fields as they were.

    Void(effect_malformed). O(effects * size of the charter).
    """
    charter = amendment.charter_of(get)
    effects = {name: motion.effect_of(raw) for name, raw in asked.motion.effects.items()}
    return {
        "motion": plain(asked.motion),
        "base": {name: amendment.fields(charter, effects[name]) for name in sorted(effects)},
    }


def lay_down(draft: Draft, asked: Asked) -> None:
    """Open a ballot that nobody's entry opens: the way out of a deadlock, or a reopened question.

    Void as `frozen`. O(open ballots), and what that costs.
    """
    ballot = frozen(draft.get, draft.occasion, asked)
    draft.put(f"ballot/{asked.id}", plain(ballot))
    draft.put(f"motion/{asked.id}", kept(draft.get, asked))
    for key in ("ballots", "ballots/new", f"opened/{asked.by}"):
        draft.put(key, sorted({*(draft.get(key) or ()), asked.id}))
    draft.tell("ballot_opened", asked.id, topic=ballot.topic, closes_at=ballot.closes_at)


def stamp(draft: Draft) -> None:
    """Note the id of the minutes that opened a ballot, once it is known; a step before all.

    O(ballots that they opened).
    """
    opened = draft.get("ballots/new")
    if opened is None:
        return
    for ballot_id in opened:
        ballot = draft.get(f"ballot/{ballot_id}")
        draft.put(f"ballot/{ballot_id}", {**ballot, "opening": draft.occasion.parent})
    draft.put("ballots/new", None)


def _topics(get: Get, charter: Charter, effect: Effect) -> tuple[str, ...]:
    if isinstance(effect, Amending):
        return amending.topic_of(charter, amendment.amended(charter, effect))
    if isinstance(effect, Reopen):
        earlier = get(f"ballot/{effect.ballot}")
        if earlier is None or earlier["status"] == "open":
            raise Void(VoidReason.BALLOT_UNKNOWN, effect.ballot)
        return (str(earlier["topic"]),)
    topic = motion.TOPIC_OF.get(effect.kind)
    return () if topic is None else (topic,)


class _Room:
    """Who is there to vote when a ballot opens."""

    def __init__(
        self, get: Get, charter: Charter, time: int, subjects: set[str], *, panel: Sequence[str]
    ) -> None:
        self.get = get
        self.charter = charter
        self.time = time
        self.subjects = subjects
        self.panel = panel

    def voters(self, topic: str, decider: str) -> list[str]:
        """Return who votes on a topic: neither the subject of the ballot, nor its members (R9).

        A partner with a conflict of interest does not vote either; its members do. O(partners +
        seats of the council).
        """
        if decider == "members":
            return electorate.without(electorate.rolled(self.get), self.subjects)
        present = electorate.partners(self.get)
        if self.panel and deciding.rule_for(self.charter, topic).deadlock == "panel":
            present = tuple(each for each in present if each in self.panel)
        declared = [each for each in present if self.get(f"conflict/{topic}/{each}")]
        barred = self.subjects.union(guards.excluded(self.charter, topic, declared))
        if decider == "council":
            present = electorate.seats(self.get, self.charter, topic, self.time)
        return electorate.without(present, barred)


def _parts(room: _Room, topic: str, rule: DecisionRule) -> list[Part]:
    first: Voting = "partners" if rule.decider == "dual" else rule.decider
    halves: list[tuple[Voting, Method, Quorum]] = [(first, rule.method, rule.quorum)]
    if rule.decider == "dual":
        halves.append(("members", *member_half(rule)))
    return [
        Part(
            topics=[topic],
            decider=decider,
            method=method,
            quorum=quorum,
            voters=room.voters(topic, decider),
        )
        for decider, method, quorum in halves
    ]


def _merged(parts: Iterable[Part]) -> list[Part]:
    """Return the parts, those that count the same votes in the same way as one."""
    found: list[Part] = []
    for part in parts:
        for number, other in enumerate(found):
            if _count(other) == _count(part):
                both = [*other.topics, *part.topics]
                found[number] = structs.replace(other, topics=both)
                break
        else:
            found.append(part)
    return found


def _count(part: Part) -> object:
    return part.decider, part.method, part.quorum, part.voters


def _check_roster(get: Get, cause: str, effects: Sequence[Effect]) -> None:
    """Void (effect_unfit) for changes of the roster that cannot be made, as things stand."""
    for effect in effects:
        if isinstance(effect, AddSealer | RemoveSealer):
            fault = queue.fault_of(get, motion.change_of(effect, cause))
            if fault is not None:
                raise Void(VoidReason.EFFECT_UNFIT, str(fault))


def _roll(get: Get, partner: str) -> Roll:
    roll = get(f"roll/{partner}")
    return Roll(root=roll["root"], size=roll["size"])
