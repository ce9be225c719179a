"""Moderation: what binds is the hardest of what counts, in any order; reversal is exact (13).

Everything is counted again from the entries in the final minutes. The state is asked only for what
it claims: each claim must be borne out by an entry, and each entry whose author had every right
must have had its effect.
"""

import random
from typing import Any

from msgspec import Struct

from models.rules.fold.standing import Get
from models.rules.log.entry import Signed
from models.rules.moderation import standing
from models.rules.moderation.severity import Scope
from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

RANK = ("none", "label", "limit", "remove", "suspend")
SCOPES: tuple[Scope, ...] = ("local", "community")
TYPES = frozenset({"decision", "confirm", "reverse", "appeal"})


class Case(Struct, kw_only=True):
    """A decision that was taken up, and what entries say about it."""

    signed: Signed
    reversed_by: set[str]
    confirmed_by: set[str]
    is_claimed: bool = False
    """Somebody said in an appeal that the judged is its own member."""

    @property
    def body(self) -> dict[str, Any]:
        """What was decided."""
        return self.signed.entry.body

    @property
    def by(self) -> str:
        """Who decided."""
        return self.signed.entry.partner

    def counts(self) -> bool:
        """Tell whether it binds, by the two-partner rule and what was taken back."""
        if self.reversed_by or self.body["scope"] == "local":
            return not self.reversed_by
        is_about_another = self.body["home"] not in (None, self.by) or self.is_claimed
        return not is_about_another or bool(self.confirmed_by)


def check(ledger: Ledger, dice: random.Random) -> int:
    """Check (13) on the newest final state; return how many decisions there are."""
    entries = list(written(ledger, TYPES))
    get = ledger.states[-1].get
    cases = _decided(ledger, entries)
    _confirmed(ledger, entries, cases)
    _appealed(ledger, entries, cases)
    _reversed(ledger, entries, cases)
    for object_id in sorted({case.body["object"] for case in cases.values()}):
        about = [case for case in cases.values() if case.body["object"] == object_id]
        if not any(_has_left(get, case) for case in about):
            _compare(get, object_id, about, dice)
    return len(cases)


def _decided(ledger: Ledger, entries: list[Written]) -> dict[str, Case]:
    """Return the decisions that were taken up; all for an own instance by whoever may must be."""
    state = ledger.states[-1]
    cases: dict[str, Case] = {}
    for each in entries:
        signed = each.signed
        if signed.entry.type != "decision":
            continue
        record = state.get(f"decision/{signed.id}")
        if record is not None:
            said = {name: signed.entry.body[name] for name in ("object", "scope", "severity")}
            if record["by"] != signed.entry.partner or any(record[n] != said[n] for n in said):
                raise Violation(13, f"decision {signed.id[:8]} is kept as another one")
            cases[signed.id] = Case(signed=signed, reversed_by=set(), confirmed_by=set())
        elif each.is_sound and signed.entry.body["scope"] == "local" and _is_apt(each):
            raise Violation(13, f"decision {signed.id[:8]} of {each.author} was not taken up")
    _check_index(ledger, cases)
    return cases


def _check_index(ledger: Ledger, cases: dict[str, Case]) -> None:
    """Check that the state lists just the decisions that were written, each under its object."""
    for key, value in ledger.states[-1].items():
        room, _, rest = key.partition("/")
        if room == "decision" and rest not in cases:
            raise Violation(13, f"decision {rest[:8]} was never written")
        if room == "moderation":
            object_id, _, scope = rest.partition("/")
            about = [
                name
                for name, case in cases.items()
                if (case.body["object"], case.body["scope"]) == (object_id, scope)
            ]
            if list(value) != sorted(about):
                raise Violation(13, f"the decisions about {object_id[:8]} are not those written")


def _is_apt(written_entry: Written) -> bool:
    """Tell whether a decision needs nothing that others might have changed meanwhile."""
    body = written_entry.signed.entry.body
    return body["home"] is None and not body["notices"] and body["role"] == "instance"


def _confirmed(ledger: Ledger, entries: list[Written], cases: dict[str, Case]) -> None:
    for each in entries:
        case = cases.get(str(each.signed.entry.body.get("of")))
        if each.signed.entry.type != "confirm" or case is None:
            continue
        claimed = ledger.states[-1].get(f"confirmed/{case.signed.id}") or ()
        before = each.before.get
        is_open = before(f"decision/{case.signed.id}") and not before(f"reversed/{case.signed.id}")
        is_joint = case.body["scope"] == "community" and each.author != case.by
        if each.author in claimed:
            case.confirmed_by.add(each.author)
        elif each.is_first and is_open and is_joint:
            raise Violation(13, f"{each.author} confirmed {case.signed.id[:8]} in vain")
    for name, case in cases.items():
        claimed = ledger.states[-1].get(f"confirmed/{name}") or ()
        if set(claimed) != case.confirmed_by or case.by in claimed:
            raise Violation(13, f"{list(claimed)} confirm {name[:8]} without having said so")


def _appealed(ledger: Ledger, entries: list[Written], cases: dict[str, Case]) -> None:
    for each in entries:
        signed = each.signed
        record = ledger.states[-1].get(f"appeal/{signed.id}")
        if signed.entry.type == "appeal" and record is not None:
            case = cases[signed.entry.body["decision"]]
            case.is_claimed |= signed.entry.body["is_ours"]
            _check_panel(ledger.states[-1].get, signed.id, record, case)


def _check_panel(get: Get, appeal_id: str, appeal: Any, case: Case) -> None:
    """Check that nobody with a part in a case judges it, and that the majority's word holds."""
    panel = appeal["panel"]
    involved = {case.by, case.body["home"], appeal["by"]}
    if involved & set(appeal["seated"]):
        raise Violation(13, f"{panel} judge appeal {appeal_id[:8]}, and have a part in it")
    if panel and len(panel) % 2 == 0:
        raise Violation(13, f"the panel of appeal {appeal_id[:8]} can be split in halves")
    answers = [get(f"answer/{appeal_id}/{member}") for member in panel]
    for outcome in ("reversed", "upheld"):
        agreed = sum(1 for each in answers if each is not None and each["outcome"] == outcome)
        if appeal["status"] == outcome and 2 * agreed <= len(panel):
            raise Violation(13, f"appeal {appeal_id[:8]} ended as {outcome} by {agreed} of {panel}")
    is_reversed = appeal_id in (get(f"reversed/{case.signed.id}") or ())
    if (appeal["status"] == "reversed") != is_reversed:
        raise Violation(13, f"appeal {appeal_id[:8]} is {appeal['status']}, its decision is not")
    if is_reversed:
        case.reversed_by.add(appeal_id)


def _reversed(ledger: Ledger, entries: list[Written], cases: dict[str, Case]) -> None:
    """Check that each reversal takes back what it names, all of it and nothing else."""
    get = ledger.states[-1].get
    for each in entries:
        body = each.signed.entry.body
        if each.signed.entry.type != "reverse" or body["appeal"] is not None:
            continue
        named = set(body["decisions"])
        hit = {name for name in named if each.signed.id in (get(f"reversed/{name}") or ())}
        before = each.before.get
        is_free = all(
            name in cases
            and cases[name].by == each.author
            and before(f"decision/{name}")
            and not before(f"reversed/{name}")
            for name in named
        )
        if hit not in (set(), named) or (each.is_first and is_free and not hit):
            raise Violation(13, f"{each.author} took back {len(named)} decisions, {len(hit)} are")
        for name in hit:
            if cases[name].by != each.author:
                raise Violation(13, f"{each.author} took back a decision of {cases[name].by}")
            cases[name].reversed_by.add(each.signed.id)
    for name, case in cases.items():
        if set(get(f"reversed/{name}") or ()) != case.reversed_by:
            raise Violation(13, f"decision {name[:8]} is reversed by what never named it")


def _compare(get: Get, object_id: str, cases: list[Case], dice: random.Random) -> None:
    """Hold what the rules say binds each instance against the hardest of what counts."""
    disordered = _shuffled(get, dice)
    for partner in get("roster")["sealers"]:
        for scope in SCOPES:
            binding = [
                case.body["severity"]
                for case in cases
                if case.counts()
                and case.body["scope"] == scope
                and (scope == "community" or case.by == partner)
            ]
            hardest = max(binding, key=RANK.index, default="none")
            for view in (get, disordered):
                found = standing.severity(view, object_id, scope, partner)
                if found != hardest:
                    raise Violation(
                        13, f"{found} binds {partner} about {object_id[:8]}, not {hardest}"
                    )


def _shuffled(get: Get, dice: random.Random) -> Get:
    """Return the same state, in which decisions come in another order, and some twice."""

    def disordered(key: str) -> Any:
        found = get(key)
        if found is None or not key.startswith("moderation/"):
            return found
        mixed = [*found, *dice.sample(found, dice.randrange(len(found) + 1))]
        dice.shuffle(mixed)
        return mixed

    return disordered


def _has_left(get: Get, case: Case) -> bool:
    """Tell whether the exit clause says something about a decision: its author or home left."""
    return any(get(f"left/{who}") is not None for who in (case.by, case.body["home"]) if who)
