"""Verifier: what partners agreed on, recomputed by somebody who trusts none of them (R14).

From the genesis on: each entry is signed by a key that was in force, and in its place; each minutes
are what the fold of their entries gives, sealed by a quorum, in a term that was rightly opened; the
last ones are made final by the next. What the sealers check, this checks, with the same functions.
What they look at besides, clocks and what they have seen, leaves no trace and is not checked.

Nothing is taken on trust but the genesis: its id is the community's name, so compare it with the
one you were given. Linear in the bundle; what is held at once is the state, one light record for
each minutes, and what is not final yet.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from models.rules import canon, genesis, merkle
from models.rules.genesis import Genesis
from models.rules.minutes import certificate, node, records
from models.rules.minutes.records import Countersign, Seal
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import shaped
from models.rules.verifying import bundle, snapshot
from models.rules.verifying.bundle import File, Manifest
from models.rules.verifying.commitments import Commitments
from models.rules.verifying.past import Resuming
from models.rules.verifying.report import Reached, Report, Wrong, Wrongness, finding
from models.rules.verifying.shelf import LogFile, Shelf
from models.rules.verifying.snapshot import Given
from models.rules.verifying.source import Files, Reader
from models.rules.verifying.thread import Thread

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_NEEDED = (bundle.MANIFEST, bundle.GENESIS, bundle.MINUTES, bundle.SEALS)


def verify(files: Files, signatures: Signatures) -> Report:
    """Return what is right in a bundle, and the first thing that is not. Linear in the bundle."""
    return Verification(files, signatures).run()


class Verification:
    """One run through one bundle."""

    def __init__(
        self, files: Files, signatures: Signatures, before: BinaryIO | None = None
    ) -> None:
        """Prepare to verify `files`, from the founding on or from the snapshot in `before`."""
        self._files = files
        self._before = Reader("the snapshot", before) if before else None
        self._resuming: Resuming | None = None
        self._signatures = signatures
        self._readers: dict[str, Reader] = {}
        self._community: str | None = None
        self._shelf = Shelf((), signatures)
        self._thread: Thread | None = None
        blobs = (bundle.BLOB.match(name) for name in files.names())
        self._commitments = Commitments(found[1] for found in blobs if found)

    def run(self) -> Report:
        """Verify all of it; what is wrong is in the report, never raised. Linear in the bundle."""
        wrong: Wrong | None = None
        try:
            self._all()
        except Wrong as first:
            wrong = first
        finally:
            for reader in (*self._readers.values(), *filter(None, [self._before])):
                reader.close()
        return Report(
            community=self._community,
            reached=self._reached(),
            minutes=self._thread.count if self._thread else 0,
            entries=self._shelf.count,
            wrong=finding(wrong) if wrong else None,
        )

    def snapshot(self) -> Iterator[bytes]:
        """Yield a snapshot at the newest final minutes, line by line, after a run.

        Nothing where none are final. Linear in the state.
        """
        thread = self._thread
        if thread is not None and thread.final is not None:
            frame = thread.past.snapshot(self._community or "", thread.final)
            yield from snapshot.lines(frame, thread.final.state)

    def _all(self) -> None:
        if self._before is not None:
            self._resuming = Resuming(*snapshot.read(self._before))
        self._check_names()
        manifest = self._manifest()
        found = self._genesis()
        if self._resuming and self._resuming.snapshot.community != self._community:
            raise Wrong(Wrongness.SNAPSHOT_DIFFERS, "of another community", file=bundle.GENESIS)
        if manifest.community != self._community:
            detail = f"it begins {self._community}, the manifest says {manifest.community}"
            raise Wrong(Wrongness.MANIFEST_DIFFERS, detail, file=bundle.GENESIS)
        thread = self._begin(found)
        reader = self._open(bundle.MINUTES)
        while (raw := reader.read(canon.MAX_EVIDENCE)) is not None:
            thread.grow(raw, reader)
        if not thread.is_resumed():
            raise reader.wrong(Wrongness.SNAPSHOT_DIFFERS, "its minutes are not here")
        self._close(thread)
        self._shelf.finish()
        stray = thread.stray()
        if stray is not None:
            raise Wrong(Wrongness.STRAY_LINE, "unasked", file=bundle.MINUTES, line=stray)
        for name in self._files.names():
            self._check_commitment(name)
        self._compare(manifest)

    def _check_names(self) -> None:
        names = self._files.names()
        for name in _NEEDED:
            if name not in names:
                raise Wrong(Wrongness.MISSING_FILE, file=name)
        for name in names:
            if not (name in _NEEDED or bundle.is_known(name)):
                raise Wrong(Wrongness.STRAY_FILE, "no part of a bundle", file=name)

    def _manifest(self) -> Manifest:
        reader = self._open(bundle.MANIFEST)
        with _refusing(reader):
            claim = canon.parse(reader.only(bundle.MAX_MANIFEST), bundle.MAX_MANIFEST)
            found: Manifest = shaped(claim, Manifest)
        return found

    def _genesis(self) -> Genesis:
        """Return the genesis; Wrong when nobody should have accepted it."""
        reader = self._open(bundle.GENESIS)
        with _refusing(reader):
            found = genesis.read(reader.only(canon.MAX_EVIDENCE))
        faults = genesis.faults(found)
        if faults:
            raise reader.wrong(str(faults[0]), "nobody should accept this genesis")
        self._community = genesis.identify(found)
        return found

    def _begin(self, found: Genesis) -> Thread:
        community = genesis.identify(found)
        logs = []
        for name in self._files.names():
            partner = bundle.partner_of(name)
            if partner is not None:
                logs.append(LogFile(partner, self._open(name), community, self._commitments))
        self._shelf = Shelf(logs, self._signatures)
        for sealer in found.sealers:
            self._shelf.give(
                Given(partner=sealer.id, key=sealer.key, recovery=sealer.recovery, after=None)
            )
        root = node.root(genesis.first_state(found), found.created)
        self._thread = Thread(
            root, self._shelf, community, self._signatures, resuming=self._resuming
        )
        return self._thread

    def _close(self, thread: Thread) -> None:
        """Certify the newest minutes by the seals that stand apart; Wrong when they do not."""
        reader = self._open(bundle.SEALS)
        lines: list[Countersign] = []
        tip = thread.newest
        while (raw := reader.read(canon.MAX_ENTRY)) is not None:
            with _refusing(reader):
                seal = records.read(raw, Seal)
            countersign = certificate.countersign(seal)
            if tip.minutes is None or tip.id is None:
                raise reader.wrong(Wrongness.STRAY_LINE, "there are no minutes")
            if seal != records.seal_of(tip.minutes, tip.id, countersign):
                detail = "of other minutes than the newest"
                raise reader.wrong(Wrongness.STRAY_LINE, detail).by(seal.partner, "named")
            try:
                certificate.check_seal(tip, countersign, self._signatures)
            except Refused as refused:
                wrong = reader.wrong(refused.reason, refused.detail)
                raise wrong.by(seal.partner, "named") from None
            lines.append(countersign)
        thread.close(lines, reader)

    def _check_commitment(self, name: str) -> None:
        """Hold a roll or a blob against what its name says."""
        if found := bundle.ROLL.match(name):
            reader = self._open(name)
            leaves = list(_roll(reader))
            if merkle.root(leaves) != found[1]:
                raise Wrong(Wrongness.ROLL_DIFFERS, "not the root of this roll", file=name)
            known = self._commitments.rolls.get(found[1])
            if known != len(leaves):
                raise Wrong(Wrongness.ROLL_DIFFERS, "no entry commits to this roll", file=name)
        elif found := bundle.BLOB.match(name):
            content = self._open(name).whole(bundle.MAX_BLOB)
            if bundle.blob_id(content) != found[1] or len(content) < bundle.SALT:
                raise Wrong(Wrongness.BLOB_DIFFERS, "not what its name commits to", file=name)
            if found[1] not in self._commitments.blobs:
                raise Wrong(Wrongness.BLOB_DIFFERS, "no entry commits to this blob", file=name)

    def _compare(self, manifest: Manifest) -> None:
        """Hold what was read against the manifest."""
        seen = {name: self._readers[name].seen() for name in self._files.names()}
        del seen[bundle.MANIFEST]
        for name in sorted({*seen, *manifest.files}):
            if name not in seen:
                raise Wrong(Wrongness.MISSING_FILE, "the manifest names it", file=name)
            if manifest.files.get(name) != seen[name]:
                detail = _difference(manifest, seen, name)
                raise Wrong(Wrongness.MANIFEST_DIFFERS, detail, file=name)

    def _open(self, name: str) -> Reader:
        self._readers[name] = Reader(name, self._files.open(name))
        return self._readers[name]

    def _reached(self) -> Reached | None:
        final = self._thread.final if self._thread else None
        if final is None or final.minutes is None or final.id is None:
            return None
        return Reached(
            height=final.height,
            minutes=final.id,
            time=final.time,
            state=final.minutes.state,
            entries=sum(head[0] + 1 for head in final.cut.values()),
        )


def _roll(reader: Reader) -> Iterator[str]:
    """Yield the hashes of a roll; Wrong when they are none, or not ascending."""
    before = ""
    while (raw := reader.read(64)) is not None:
        leaf = raw.decode("ascii", "replace")
        if not _HASH.match(leaf):
            raise reader.wrong(Refusal.MALFORMED, "64 hexadecimal digits belong here")
        if leaf <= before:
            raise reader.wrong(Wrongness.OUT_OF_ORDER, leaf)
        before = leaf
        yield leaf


def _difference(manifest: Manifest, seen: dict[str, File], name: str) -> str:
    listed = manifest.files.get(name)
    if listed is None:
        return "the manifest does not name it"
    return f"SHA-256 {seen[name].sha256}, the manifest says {listed.sha256}"


@contextmanager
def _refusing(reader: Reader) -> Iterator[None]:
    """Turn a refusal into the wrong thing at the line that was read last."""
    try:
        yield
    except Refused as refused:
        raise reader.wrong(refused.reason, refused.detail) from None
