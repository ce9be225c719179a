"""Records: what each final minutes must be, looked at once, when they first become final.

(2) the state is what the minutes say; (9) a roster comes into force with both quorums; (10) whoever
is out changes nothing any more; (11) suspended and replaced keys sign nothing that counts.
"""

from typing import Any

from models.rules.minutes import records
from models.rules.minutes.records import Minutes, Seal
from models.rules.refusal import Refused
from models.rules.signing import Signatures
from server.simulation import reference
from server.simulation.invariants import proof
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger

OUT = ("left", "expelled", "excluded", "lapsed")


def state_is_as_said(ledger: Ledger, height: int) -> None:
    """Check (2): the state after final minutes is the one they name, and nothing was taken back."""
    minutes = ledger.final_minutes(height)
    if ledger.states[height].root() != minutes.state:
        raise Violation(2, f"the state at {height} is not what the minutes say")
    if not height:
        return
    before = ledger.final_minutes(height - 1)
    if minutes.parent != ledger.final[height - 1]:
        raise Violation(1, f"final minutes {height} do not follow those before")
    for author, head in before.cut.items():
        if minutes.cut.get(author, (-1, ""))[0] < head[0]:
            raise Violation(2, f"the log of {author} was final up to {head[0]}, and is less now")


def roster_has_both_quorums(ledger: Ledger, height: int, signatures: Signatures) -> None:
    """Check (9, 11): a quorum of the roster in force sealed; a new one has the old one's word.

    Keys are those of the state before; a suspended one counts for nothing.
    """
    if not height:
        return
    minutes = ledger.final_minutes(height)
    before = ledger.states[height - 1]
    roster = _roster(ledger, height)
    sealing = valid_seals(ledger, minutes, ledger.final[height], before.get, signatures).keys()
    q = reference.quorum(roster["policy"], len(roster["sealers"]))
    if len(sealing & set(roster["sealers"])) < q:
        raise Violation(
            9, f"minutes {height} are final with the seals of {sorted(sealing)}, {q} are needed"
        )
    old = _roster(ledger, height - 1)
    if old["version"] == roster["version"] or (minutes.start and minutes.start.exclusions):
        return
    enacted = ledger.final_minutes(height - 2) if height > 1 else None
    was_laid = height > 1 and ledger.states[height - 2].get("roster/next") is not None
    parent = ledger.final_minutes(height - 1)
    if enacted is None or not was_laid or enacted.term != parent.term:
        raise Violation(9, f"roster {roster['version']} is in force at {height}, before its time")
    agreed = {status.partner for status in minutes.start.statuses} if minutes.start else set()
    for each in (old, roster):
        q = reference.quorum(each["policy"], len(each["sealers"]))
        if len(agreed & set(each["sealers"])) < q:
            raise Violation(
                9,
                f"roster {roster['version']} is in force at {height} by the word of "
                f"{sorted(agreed)}; {q} of roster {each['version']} are needed",
            )


def gone_is_gone(ledger: Ledger, height: int) -> None:
    """Check (10): the log of whoever left or was expelled ends where it was cut."""
    if not height:
        return
    before = ledger.final_minutes(height - 1)
    minutes = ledger.final_minutes(height)
    for author, head in minutes.cut.items():
        record = ledger.states[height - 1].get(f"partner/{author}")
        if record and record["status"] in OUT and tuple(before.cut.get(author, ())) != tuple(head):
            raise Violation(10, f"{author} is {record['status']}, and minutes {height} go on")


def keys_are_in_force(ledger: Ledger, height: int) -> None:
    """Check (11): no vote or box counts that was signed by a suspended or replaced key."""
    if not height:
        return
    before, after = ledger.states[height - 1], ledger.states[height]
    for author, run in ledger.introduced(height).items():
        record = before.get(f"partner/{author}")
        if record is None:
            continue
        key, is_suspended = record["key"], record["suspended"] is not None
        for signed in run:
            entry = signed.entry
            is_good = entry.key == key and not is_suspended
            if not is_good and _counts(after.get, entry.type, entry.body, author, entry.seq):
                raise Violation(11, f"{entry.type} {entry.seq} of {author} has a key out of force")
            if entry.type == "key":
                key = entry.body["new"]
                is_suspended &= entry.body.get("compromised_after") is None


def the_proven_are_suspended(ledger: Ledger, height: int) -> None:
    """Check (11): a proof in final minutes suspends the key it is about, from these minutes on."""
    for run in ledger.introduced(height).values():
        for signed in run:
            if signed.entry.type != "evidence":
                continue
            body = signed.entry.body
            who = proof.guilty(body)
            get = ledger.states[height].get
            record = get(f"partner/{who}")
            is_kept = get(f"evidence/{who}/{body['kind']}/{body['key']}") is not None
            in_its_hands = {record["key"], *record["handed"]}
            if is_kept and body["key"] in in_its_hands and record["suspended"] is None:
                raise Violation(11, f"{who} is proven to contradict itself, and still seals")


def _counts(get: Any, kind: str, body: dict[str, Any], author: str, seq: int) -> bool:
    ballot = body.get("ballot")
    if kind == "vote":
        return any(vote["seq"] == seq for vote in get(f"vote/{ballot}/{author}") or ())
    if kind == "box":
        box = get(f"box/{ballot}/{author}")
        return box is not None and box["seq"] == seq
    return False


def _roster(ledger: Ledger, height: int) -> Any:
    """Return the roster under which final minutes stand."""
    version = ledger.final_minutes(height).roster
    state = ledger.states[height - 1] if height else ledger.states[0]
    coming = state.get("roster/next")
    if coming is not None and coming["version"] == version:
        return coming
    found = state.get("roster")
    if found["version"] != version:
        found = ledger.states[height].get("roster")
    return found


def valid_seals(
    ledger: Ledger, minutes: Minutes, minutes_id: str, get: Any, signatures: Signatures
) -> dict[str, Seal]:
    """Return by sealer the valid seals over these minutes that were ever said.

    `get` reads the state of their parent; suspended sealers' count for nothing. Whose recovery key
    speaks in these minutes seals them with the key that they leave it.
    """
    given = {}
    for author, run in ledger.taken(minutes).items():
        changes = [signed.entry.body for signed in run if signed.entry.type == "key"]
        if any(body.get("compromised_after") is not None for body in changes):
            given[author] = changes[-1]["new"]
    found: dict[str, Seal] = {}
    for seal in ledger.seals.get(minutes_id, {}).values():
        who = seal.partner
        record = get(f"partner/{who}")
        if record is None or (record["suspended"] is not None and who not in given):
            continue
        try:
            records.verify(seal, given.get(who, record["key"]), signatures)
        except Refused:
            continue
        if (seal.term, seal.height) == (minutes.term, minutes.height):
            found[who] = seal
    return found
