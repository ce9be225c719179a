"""The verifier takes a history that is right, and names the first thing that is not."""

import hashlib

import pytest
from msgspec import to_builtins

from models.rules import canon, merkle
from models.rules.minutes import records
from models.rules.minutes.records import Minutes, Seal
from models.rules.values import MINUTE
from models.rules.verifying import bundle, report
from models.rules.verifying.report import Finding, Report
from tests.histories import ALPHA, BETA, DELTA, GAMMA, History, public_key
from tests.models.rules.verifying.bundles import honest, lines, verified, wrong

LOG = bundle.log_name(BETA)


def test_an_honest_history_is_right_to_its_newest_final_minutes() -> None:
    found = verified(honest())
    assert found.wrong is None
    assert found.reached is not None
    tip = canon.parse(honest()[bundle.MINUTES].splitlines()[-1], canon.MAX_EVIDENCE)
    assert found.reached.minutes == tip["parent"]
    assert found.reached.height == tip["height"] - 1
    assert (found.minutes, found.entries, found.reached.entries) == (9, 12, 10)
    assert found.reached.state in report.text(found)


@pytest.mark.parametrize("partners", [(ALPHA,), (ALPHA, BETA), (ALPHA, BETA, GAMMA)])
def test_few_partners_are_verified_like_many(partners: tuple[str, ...]) -> None:
    history = History(partners)
    for number in range(3):
        history.write(partners[0], "unheard-of", {"number": number})
        history.meet()
    found = verified(history.bundle())
    assert found.wrong is None
    assert found.reached is not None
    assert found.reached.height == 2


@pytest.mark.parametrize("name", [bundle.MANIFEST, bundle.GENESIS, bundle.MINUTES, bundle.SEALS])
def test_what_must_be_there_is_missed(name: str) -> None:
    found = verified({key: raw for key, raw in honest().items() if key != name}).wrong
    assert found is not None
    assert (found.reason, found.file, found.line) == ("missing_file", name, 0)


def test_a_missing_log_is_missed_where_minutes_take_from_it() -> None:
    found = wrong({name: raw for name, raw in honest().items() if name != LOG})
    assert (found.reason, found.file, found.line) == ("missing_entry", bundle.MINUTES, 1)
    assert BETA in found.detail


def test_the_manifest_must_list_what_is_there_and_nothing_else() -> None:
    made = canon.parse(honest()[bundle.MANIFEST][:-1])
    blob = next(name for name in honest() if name.startswith("blobs/"))
    fewer = {**made, "files": {name: each for name, each in made["files"].items() if name != blob}}
    found = verified({**honest(), bundle.MANIFEST: canon.encode(fewer) + b"\n"}).wrong
    assert found is not None
    assert (found.reason, found.file) == ("manifest_differs", blob)
    made["files"][blob]["sha256"] = "0" * 64
    found = verified({**honest(), bundle.MANIFEST: canon.encode(made) + b"\n"}).wrong
    assert found is not None
    assert (found.reason, found.file) == ("manifest_differs", blob)
    assert "0" * 64 in found.detail
    found = verified({name: raw for name, raw in honest().items() if name != blob}).wrong
    assert found is not None
    assert (found.reason, found.file) == ("missing_file", blob)


def test_a_bundle_without_blobs_rolls_and_loose_ends_is_as_right() -> None:
    history = History()
    kept = {name: raw for name, raw in honest().items() if name[:5] not in ("blobs", "rolls")}
    del kept[bundle.MANIFEST]
    found = verified({**kept, bundle.MANIFEST: bundle.manifest(history.community, kept)})
    assert found.wrong is None
    assert found.reached == verified(honest()).reached


def test_a_genesis_that_nobody_should_accept_is_refused() -> None:
    claim = canon.parse(honest()[bundle.GENESIS][:-1], canon.MAX_EVIDENCE)
    made = canon.encode({**claim, "host": "x.example"}) + b"\n"
    assert wrong({**honest(), bundle.GENESIS: made}).reason == "host_unfit"


def test_another_genesis_begins_another_community() -> None:
    claim = canon.parse(honest()[bundle.GENESIS][:-1], canon.MAX_EVIDENCE)
    made = canon.encode({**claim, "created": claim["created"] + 1}) + b"\n"
    found = wrong({**honest(), bundle.GENESIS: made})
    assert (found.reason, found.file) == ("manifest_differs", bundle.GENESIS)


def fresh() -> History:
    history = History()
    history.write(ALPHA, "unheard-of", {"a": 1})
    history.meet()
    return history


def closed(history: History) -> Finding:
    history.meet()
    return wrong(history.bundle())


def test_a_wrong_state_is_its_secretarys_own_word() -> None:
    history = fresh()
    history.meet(state="0" * 64)
    found = closed(history)
    assert (found.reason, found.file, found.line) == ("state_wrong", bundle.MINUTES, 3)
    assert (found.whose, found.bond) == (ALPHA, "signed")
    assert f"{ALPHA} signed it" in report.text(verified(history.bundle()))


def test_minutes_in_anothers_name_are_not_its_word() -> None:
    history = fresh()
    history.meet(secretary=BETA)
    found = closed(history)
    assert (found.reason, found.whose, found.bond) == ("secretary_wrong", BETA, "signed")
    forged = fresh()
    proposal = forged.propose().minutes
    assert proposal is not None
    claim = {name: part for name, part in to_builtins(proposal).items() if name not in ("v", "sig")}
    claim["sig"] = "A" * 86
    forged.minutes.append(records.shaped({"v": 1, **claim}, Minutes))
    found = wrong(forged.bundle())
    assert (found.reason, found.whose, found.bond) == ("signature_invalid", ALPHA, "named")


def test_an_entry_in_anothers_name_is_not_its_word() -> None:
    history = fresh()
    history.write(BETA, "unheard-of", {}, key=public_key(GAMMA))
    history.meet()
    found = closed(history)
    assert (found.reason, found.file, found.line) == ("key_not_in_force", LOG, 2)
    assert (found.whose, found.bond) == (BETA, "named")


def test_an_author_that_forgets_what_it_knew_signed_that() -> None:
    history = fresh()
    history.meet()
    history.write(BETA, "unheard-of", {})
    history.write(BETA, "unheard-of", {}, anchor=None)
    history.heads[BETA] = history.logs[BETA][-2]
    found = closed(history)
    assert (found.reason, found.file, found.line) == ("anchor_backwards", LOG, 3)
    assert (found.whose, found.bond) == (BETA, "signed")


def test_a_history_that_ends_in_a_new_term_is_not_final() -> None:
    history = fresh()
    history.meet()
    history.meet(term=1)
    assert wrong(history.bundle()).reason == "not_final"


def test_minutes_that_nothing_names_do_not_belong() -> None:
    history = fresh()
    beside = history.propose(after=5 * MINUTE)
    history.seal(beside)
    assert beside.minutes is not None
    history.side.append(beside.minutes)
    history.meet()
    found = closed(history)
    assert found.reason in ("stray_line", "missing_line")
    assert found.file == bundle.MINUTES


def test_a_term_that_leaves_out_final_minutes_contradicts_them() -> None:
    history = fresh()
    old = history.tip
    history.meet()
    history.meet()
    history.meet()
    history.tip = old
    history.meet(after=9 * MINUTE, term=1)
    found = closed(history)
    assert (found.reason, found.file) == ("contradicts_final", bundle.MINUTES)


def test_a_seal_in_anothers_name_is_found() -> None:
    history = fresh()
    made = history.bundle()
    raw = made[bundle.SEALS].splitlines()
    seal = records.read(raw[1], Seal)
    claim = {**to_builtins(seal), "sig": records.read(raw[0], Seal).sig}
    raw[1] = canon.encode(claim)
    found = wrong({**made, bundle.SEALS: b"".join(line + b"\n" for line in raw)})
    assert (found.reason, found.line, found.whose) == ("signature_invalid", 2, BETA)
    assert found.bond == "named"
    assert "whose signature does not say so" in report.text(
        Report(community=None, reached=None, minutes=0, entries=0, wrong=found)
    )


def test_a_roll_of_another_size_is_not_the_one_committed_to() -> None:
    history = fresh()
    members = sorted(hashlib.sha256(bytes([number])).hexdigest() for number in range(3))
    top = merkle.root(members)
    history.write(BETA, "roll", {"roll": {"root": top, "size": 4}})
    history.write(BETA, "roll", {"roll": None})
    history.meet()
    history.meet()
    found = wrong(history.bundle(rolls={top: members}))
    assert (found.reason, found.file) == ("roll_differs", f"rolls/{top}.txt")
    found = wrong({**history.bundle(), f"rolls/{top}.txt": b"x\n"})
    assert (found.reason, found.line) == ("malformed", 1)


def test_a_roll_is_ascending() -> None:
    name = next(name for name in honest() if name.startswith("rolls/"))
    found = wrong(lines(name, lambda made: made.reverse()))
    assert (found.reason, found.file, found.line) == ("out_of_order", name, 2)


def test_a_blob_too_large_is_not_read_to_its_end() -> None:
    name = next(name for name in honest() if name.startswith("blobs/"))
    found = wrong({**honest(), name: bytes(bundle.MAX_BLOB + 2)})
    assert (found.reason, found.file) == ("oversized", name)


def test_what_statuses_name_besides_is_gathered_with_what_it_descends_from() -> None:
    raw = honest()[bundle.MINUTES].splitlines()
    every = [records.read(line, Minutes) for line in raw]
    by_id = {records.identify(minutes): minutes for minutes in every}
    chain, wanted = [], by_id.get(every[-1].parent or "")
    while wanted is not None:
        chain.append(wanted)
        wanted = by_id.get(wanted.parent or "")
    chain = [*chain[::-1], every[-1]]
    gathered = bundle.beside(chain, by_id.__getitem__)
    assert len(gathered) == 1
    assert sorted([*chain, *gathered], key=lambda each: (each.term, each.height)) == every
    assert bundle.beside(chain[:3], by_id.__getitem__) == []
    alone = bundle.beside(gathered, by_id.__getitem__)
    assert alone == []
    above = bundle.beside([every[-2]], by_id.__getitem__)
    assert records.identify(gathered[0]) in map(records.identify, above)


def test_statuses_that_name_unknown_minutes_lack_them() -> None:
    without = lines(bundle.MINUTES, lambda made: made.pop(3))
    found = wrong(without)
    assert (found.reason, found.file) == ("missing_line", bundle.MINUTES)


def test_a_report_says_when_nothing_was_verified() -> None:
    found = verified({bundle.MANIFEST: b""})
    assert report.text(found).endswith("nothing was verified")
    assert canon.parse(canon.encode(report.plain(found)))["reached"] is None


def test_partners_at_ports_have_logs_too() -> None:
    assert bundle.partner_of(bundle.log_name("a.example:8443")) == "a.example:8443"
    assert bundle.partner_of(bundle.SEALS) is None
    assert DELTA in {bundle.partner_of(name) for name in honest()}
