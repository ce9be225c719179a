"""Histories: communities that wrote, minuted and sealed in earnest, for whoever reads them.

Every signature is Ed25519, every minutes is what the rules make of it; nothing is played by
machines, so a history has exactly what a test asks for. Keys follow from names: the same history
gives the same bytes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import to_builtins

from models.rules import genesis, merkle
from models.rules.ballot import secret
from models.rules.genesis import Genesis
from models.rules.log import entry as entries_of
from models.rules.log import keys as keys_of
from models.rules.log.entry import Signed
from models.rules.minutes import (
    certificate,
    checking,
    excluding,
    finality,
    node,
    records,
    sealers,
)
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion, Minutes, Seal, Status
from models.rules.signing import Ed25519, multikey
from models.rules.values import DAY, HOUR, MINUTE, shaped
from models.rules.verifying import bundle
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, FOUNDED, GAMMA, edited

DELTA, NEWCOMER = "delta.example", "newcomer.example"
FOUR = (ALPHA, BETA, GAMMA, DELTA)
OPEN = 15 * DAY
"""How long ballots are open: long enough for every topic."""


def private_key(name: str) -> Ed25519PrivateKey:
    """Return the key that always has this name."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def public_key(name: str) -> str:
    """Return the Multikey of the key with this name."""
    return multikey(private_key(name).public_key())


def sealer(partner: str, key: str = "") -> dict[str, Any]:
    """Return a partner as a genesis or a ballot names it."""
    return {
        "id": partner,
        "kind": "partner",
        "url": f"https://{partner}",
        "key": public_key(key or partner),
        "recovery": public_key(f"{key or partner}/recovery"),
    }


def founding(partners: Sequence[str]) -> Genesis:
    """Return a genesis of these partners; their keys are called `<id>` and `<id>/recovery`."""
    policy = "two_thirds" if len(partners) > 3 else "majority"
    charter = edited(CHARTERS["ecosystem"], {"policy": policy})
    claim = {
        "v": 1,
        "created": FOUNDED,
        "charter": {"document": to_builtins(charter)},
        "sealers": [sealer(each) for each in sorted(partners)],
        "line": list(partners),
        "host": partners[0],
    }
    found: Genesis = shaped(claim, Genesis)
    return found


class History:
    """A community's past while it is written."""

    def __init__(self, partners: Sequence[str] = FOUR, term: int = 0) -> None:
        self.genesis = founding(partners)
        self.community = genesis.identify(self.genesis)
        self.partners = tuple(partners)
        self.signatures = Ed25519(
            [private_key(f"{each}{end}") for each in (*partners, NEWCOMER) for end in _ENDS]
        )
        self.logs: dict[str, list[Signed]] = {each: [] for each in sorted(partners)}
        self.heads: dict[str, Signed] = {}
        self.root = node.root(genesis.first_state(self.genesis), FOUNDED)
        self.tip = self.final = self.root
        self.time = FOUNDED
        self.away: str | None = None
        """Who vanished, and signs nothing any more."""
        self.minutes: list[Minutes] = []
        self.side: list[Minutes] = []
        self._entries: dict[str, Signed] = {}
        self._nodes: dict[str, Node] = {"": self.root}
        for each in self.logs:
            self.write(each, "accept", {"recovery_sig": self.possession(each, f"{each}/recovery")})
        self.meet(term=term)

    def write(self, partner: str, act: str, body: dict[str, Any], **more: Any) -> Signed:
        """Have a partner write its next entry; `prev`: the entry it follows instead of its last."""
        before = more.pop("prev", self.heads.get(partner))
        final = self.final
        claim = {
            "v": 1,
            "community": self.community,
            "partner": partner,
            "seq": before.entry.seq + 1 if before else 0,
            "prev": before.id if before else None,
            "roster": final.roster.version,
            "anchor": [final.height, final.id] if final.id else None,
            "ts": self.time,
            "type": act,
            "body": body,
            "blobs": [],
            "key": public_key(partner),
            **more,
        }
        _, signed = entries_of.write(claim, self.signatures)
        self.logs.setdefault(partner, []).append(signed)
        self._entries[signed.id] = signed
        self.heads[partner] = signed
        return signed

    def possession(self, partner: str, key: str) -> str:
        """Return the word of the key with this name that it is this partner's."""
        message = keys_of.possession(self.community, partner, public_key(key))
        return self.signatures.sign(public_key(key), message)

    def decide(self, effect: dict[str, Any]) -> dict[str, Any]:
        """Have all partners vote for an effect until it is carried out; return the result."""
        motion = {"topic": effect["kind"], "question": "?", "effects": {"yes": effect}}
        ballot = self.ask(motion)
        for each in self.partners:
            self.write(each, "vote", {"ballot": ballot, "choice": "yes"})
        self.box(ballot, {})
        result: dict[str, Any] = self.tip.state.get(f"result/{ballot}")
        return result

    def ask(self, motion: dict[str, Any]) -> str:
        """Have a ballot opened in final minutes; return its id."""
        body = {"closes_at": self.time + OPEN, "motion": motion}
        ballot = self.write(self.partners[0], "ballot", body).id
        for _ in range(3):
            self.meet()
        return ballot

    def box(self, ballot: str, members: Mapping[str, Any]) -> None:
        """Have all partners say at a ballot's end what they hold, some of it their members'."""
        self.meet()
        self.meet(after=OPEN + HOUR)
        heads = {each: [head.entry.seq, head.id] for each, head in self.heads.items()}
        for each in self.partners:
            others = {name: head for name, head in heads.items() if name != each}
            said = {"ballot": ballot, "heads": others, "members": members.get(each)}
            self.write(each, "box", said)
        self.meet()

    def exclude(self, subject: str, after: int = 31 * DAY) -> None:
        """Have all others leave out one that gives no sign of life (R13)."""
        self.away = subject
        usual = checking.usual_ground(self.tip)
        claim = {"community": self.community, "roster": usual.roster.version, "subject": subject}
        stated = [
            records.sign(
                {**claim, "partner": each, "time": self.time + 1},
                Exclusion,
                self.tip.state.get(f"partner/{each}")["key"],
                self.signatures,
            )
            for each in excluding.others(usual.roster, subject)
        ]
        self.meet(after=after, term=self.tip.term + 1, exclusions=stated)

    def variant(self, partner: str, act: str, body: dict[str, Any], **more: Any) -> Signed:
        """Have a partner write another entry with the number of its last, that nobody follows."""
        kept = self.heads[partner]
        prev = self._entries.get(kept.entry.prev or "")
        signed = self.write(partner, act, body, prev=prev, **more)
        self.heads[partner] = kept
        return signed

    def meet(self, after: int = MINUTE, **changes: Any) -> Node:
        """Have the secretary take all that was written into minutes, and all sealers seal them."""
        grown = self.propose(after, **changes)
        self.adopt(grown)
        return grown

    def propose(
        self,
        after: int = MINUTE,
        *,
        term: int | None = None,
        exclusions: Sequence[Exclusion] = (),
        **changes: Any,
    ) -> Node:
        """Return the next minutes; in a higher `term` they start it, by statuses of all."""
        parent, term = self.tip, self.tip.term if term is None else term
        ground = checking.usual_ground(parent)
        if exclusions:
            ground = checking.excluding_ground(parent, ground, exclusions[0].subject)
        time = max(self.time, parent.time) + after
        cut = {each: (head.entry.seq, head.id) for each, head in sorted(self.heads.items())}
        entries = checking.entries_of(cut, parent, ground, self)
        found = checking.folded(parent, (time, cut), ground, entries)
        secretary = sealers.secretary(ground.roster, term)
        claim = {
            "community": self.community,
            "term": term,
            "height": parent.height + 1,
            "parent": parent.id,
            "parent_certificate": to_builtins(certificate.of(parent)),
            "roster": ground.roster.version,
            "secretary": secretary,
            "time": time,
            "cut": to_builtins(cut),
            "closes": list(found.closes),
            "state": found.state.root(),
            "start": self.start(term, exclusions=exclusions) if term != parent.term else None,
            **changes,
        }
        key = parent.state.get(f"partner/{claim['secretary']}")["key"]
        minutes = records.sign(claim, Minutes, key, self.signatures)
        minutes_id = records.identify(minutes)
        return checking.grown(minutes, minutes_id, parent, (ground, entries, found))

    def start(
        self,
        term: int,
        highs: Mapping[str, Node] | None = None,
        exclusions: Sequence[Exclusion] = (),
    ) -> dict[str, Any]:
        """Return a start by statuses of all sealers, which know the tip or what `highs` says."""
        statuses = []
        for each in self.tip.roster.names:
            if each == self.away:
                continue
            high = (highs or {}).get(each, self.tip)
            known = (
                None
                if high is self.root
                else {
                    "term": high.term,
                    "height": high.height,
                    "minutes": high.id,
                    "certificate": to_builtins(certificate.of(high)),
                }
            )
            claim = {"community": self.community, "term": term, "partner": each, "high": known}
            key = self.tip.state.get(f"partner/{each}")["key"]
            statuses.append(to_builtins(records.sign(claim, Status, key, self.signatures)))
        return {"statuses": statuses, "exclusions": to_builtins(list(exclusions))}

    def adopt(self, grown: Node) -> None:
        """Seal minutes by everybody, and go on from them."""
        self.seal(grown)
        self.tip, self.time = grown, grown.time
        self.final = finality.made_final(grown) or self.final
        if grown.minutes is not None:
            self.minutes.append(grown.minutes)
        passed = grown.ancestor(max(grown.height - 8, -1))
        if passed is not self.root:
            passed.slim()

    def seal(self, grown: Node) -> None:
        """Have all sealers seal minutes."""
        self._nodes[grown.id or ""] = grown
        certificate.accept(grown, [certificate.countersign(each) for each in self.seals(grown)])

    def seals(self, grown: Node) -> list[Seal]:
        """Return the seals of all sealers under minutes."""
        made = []
        for each in sorted(set(grown.keys) - {self.away}):
            claim = {
                "community": self.community,
                "minutes": grown.id,
                "term": grown.term,
                "height": grown.height,
                "partner": each,
                "time": grown.time + 1,
            }
            made.append(records.sign(claim, Seal, grown.keys[each], self.signatures))
        return made

    def chain(self, since: str | None, to: str) -> Sequence[Signed] | None:
        """Return the entries after `since` up to `to`."""
        found = []
        wanted: str | None = to
        while wanted is not None and wanted != since:
            found.append(self._entries[wanted])
            wanted = found[-1].entry.prev
        return found[::-1]

    def bundle(self, **more: Any) -> dict[str, bytes]:
        """Return all of it as a bundle."""
        minutes = [*self.minutes, *self.side]
        return bundle.lines(self.genesis, self.logs, minutes, self.seals(self.tip), **more)


_ENDS = ("", "/recovery", "/new", "/new-recovery")


def eventful() -> dict[str, bytes]:
    """Return a small bundle in which much happened: variants, a new term, a roll, blobs, a key."""
    history = History()
    blob = b"s" * bundle.SALT + "Grüße".encode()
    members = sorted(hashlib.sha256(str(number).encode()).hexdigest() for number in range(5))
    roll = merkle.root(members)
    goal = {"goal": "rivers", "purpose": "Länge", "unit": "km", "combine": "sum"}
    history.write(ALPHA, "goal", {**goal, "indicator": "clean", "baseline": 40, "target": 90})
    history.write(BETA, "roll", {"roll": {"root": roll, "size": 5}})
    history.write(BETA, "unheard-of", {"a": [1, "é"]}, blobs=[bundle.blob_id(blob)])
    history.meet()
    history.variant(BETA, "unheard-of", {"a": 2})
    history.meet()
    # A certificate that only one sealer saw: the others open a term without these minutes.
    hidden = history.propose(after=2 * MINUTE)
    history.seal(hidden)
    history.write(GAMMA, "unheard-of", {"b": None})
    history.meet(term=1)
    history.meet()
    change = {"new": public_key(f"{DELTA}/new")}
    proof = history.possession(DELTA, f"{DELTA}/new")
    history.write(DELTA, "key", {**change, "new_sig": proof})
    history.meet()
    history.write(
        DELTA, "measure", {"indicator": "clean", "value": 44, "until": FOUNDED}, key=change["new"]
    )
    history.meet(term=3, start=history.start(3, {DELTA: hidden}))
    history.side = [each for each in (hidden.minutes,) if each is not None]
    history.meet()
    history.write(ALPHA, "unheard-of", {"late": True})
    return history.bundle(rolls={roll: members}, blobs={bundle.blob_id(blob): blob})


def left_out(history: History) -> None:
    """Let three partners go on as two, because nothing was heard of the third."""
    gone = history.partners[2]
    history.write(gone, "unheard-of", {"last": "word"})
    history.meet()
    history.exclude(gone)
    history.write(history.partners[0], "unheard-of", {"still": "here"})
    for _ in range(3):
        history.meet()


def polled(history: History) -> str:
    """Have members of two partners vote in secret, and all their votes opened; return the ballot.

    The second partner's first page is opened in minutes of its own.
    """
    houses = history.partners[:2]
    for each in houses:
        members = (secret.member_leaf("salt", f"{each} {number}") for number in range(4))
        history.write(each, "roll", {"roll": {"root": secret.roll_root(members), "size": 4}})
    history.meet()
    options = [{"id": name, "text": name} for name in ("as_is", "faster", "slower")]
    motion = {"topic": "roadmap", "question": "?", "options": options, "status_quo": "as_is"}
    ballot = history.ask(motion)
    votes = {
        each: secret.in_order(
            (ballot, each),
            [
                ({"scores": {"faster": number}}, secret.leaf_of((ballot, each), number, "nonce"))
                for number in (3, 5, place)
            ],
        )
        for place, each in enumerate(houses)
    }
    history.box(
        ballot,
        {each: to_builtins(secret.committed((ballot, each), votes[each])) for each in houses},
    )
    for part, page in enumerate((votes[houses[1]][:1], votes[houses[1]][1:])):
        history.write(houses[1], "open", {"ballot": ballot, "part": part, "votes": page})
        history.meet()
    history.write(houses[0], "open", {"ballot": ballot, "part": 0, "votes": votes[houses[0]]})
    history.meet()
    history.meet()
    return ballot
