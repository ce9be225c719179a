"""A host that forges: the Group's own keys cannot put a word into another partner's mouth."""

import copy
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson

from federation.signatures import cavage
from federation.signatures.digest import digest_of
from federation.signatures.keys import PrivateKey, load_private
from federation.signatures.proof import add_proof
from models import addresses
from tests.comparing import State
from tests.hands import Hand
from tests.instances import Instance, eventually
from tests.journeys.steps import agreed
from tests.league import League
from tests.outsider import AS2, PUBLIC

VICTIMS = ("beta", "gamma")


class Forger:
    """Whoever holds the host's keys: everything that alpha signs can be signed here."""

    def __init__(self, league: League, keys: dict[str, str]) -> None:
        self.league = league
        self.group = league.group_uri
        self._keys = keys
        self._count = 0

    def key(self, actor: str, kind: str) -> PrivateKey:
        """Return a private key of an actor of the host."""
        name = addresses.main_key(actor) if kind == "rsa" else addresses.proof_key(actor)
        return load_private(self._keys[name], name, actor)

    def uri(self) -> str:
        """Return a new id under the Group's name."""
        self._count += 1
        return f"{self.group}/forged/{self._count}"

    def announce(self, inner: Any) -> dict[str, Any]:
        """Wrap an activity as the Group does."""
        return {
            "@context": AS2,
            "id": self.uri(),
            "type": "Announce",
            "actor": self.group,
            "to": [PUBLIC],
            "cc": [f"{self.group}/followers"],
            "object": inner,
        }

    async def send(self, instance: Instance, document: dict[str, Any], signer: str = "") -> int:
        """Deliver with a good signature of the Group or another actor of the host."""
        body = orjson.dumps(document)
        url = f"{instance.place.base_url}/inbox"
        key = self.key(signer or self.group, "rsa")
        headers = cavage.sign_request(key, "POST", url, digest_of(body), datetime.now(UTC))
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{instance.place.url}/inbox", data=body, headers=headers) as answer,
        ):
            await answer.read()
            return answer.status


async def _forger(league: League) -> Forger:
    rows = await league["alpha"].rows("SELECT uri, private FROM key WHERE private IS NOT NULL")
    return Forger(league, {row["uri"]: row["private"] for row in rows})


async def _activity(league: League, instance: str, kind: str) -> dict[str, Any]:
    """Return the newest activity of a kind as an instance keeps it."""
    rows = await league[instance].rows(
        f"SELECT body FROM activity WHERE type = '{kind}' AND seq IS NOT NULL ORDER BY seq DESC"
    )
    found: dict[str, Any] = orjson.loads(bytes(rows[0]["body"]))
    return found


def _altered(create: dict[str, Any], text: str) -> dict[str, Any]:
    forged = copy.deepcopy(create)
    forged["object"]["content"] = f"<p>{text}</p>"
    forged["object"].pop("contentMap", None)
    return forged


def _fabricated(bela: Hand, kind: str, post: dict[str, Any]) -> dict[str, Any]:
    token = "01zzzzzzzzzzzzzzzzzz"
    uri = f"{bela.uri}/posts/{token}"
    note = {**post, "id": uri, "content": "<p>I resign.</p>"}
    note.pop("proof", None)
    return {
        "@context": AS2,
        "id": f"{uri}/activity",
        "type": kind,
        "actor": bela.uri,
        "to": post["to"],
        "cc": post["cc"],
        "audience": post["audience"],
        "object": note,
    }


async def _scene(commons: League) -> tuple[Forger, Hand, dict[str, Any], State]:
    bela = await commons.hand("bela")
    await bela.post(f"{commons.group} I vote for the red one.")
    before = await agreed(*commons.partners(), posts=1)
    create = await _activity(commons, "beta", "Create")
    return await _forger(commons), bela, create, before


async def _refused_everywhere(league: League, before: State, what: str) -> None:
    """Wait until nothing is left to be judged; what is shown must be what it was."""

    async def judged() -> None:
        for name in VICTIMS:
            waiting = await league[name].value(
                "SELECT count(*) AS n FROM receipt WHERE state = 'new'"
            )
            assert waiting == 0

    await eventually(judged)
    after = await agreed(*league.partners(*VICTIMS))
    assert after == before, what


async def test_a_forging_host_changes_nothing_at_other_partners(commons: League) -> None:
    forger, bela, create, before = await _scene(commons)
    note = create["object"]
    update = {**_altered(create, "I vote for the blue one."), "type": "Update"}
    update["id"] = f"{bela.instance.place.base_url}/activities/01zzzzzzzzzzzzzzzzzz"
    carl = await commons.hand("carl")
    plain = {"@context": AS2, "to": [PUBLIC], "cc": [], "audience": commons.group_uri}
    sealed = _fabricated(bela, "Create", note)
    stolen = forger.key(commons.group_uri, "ed25519")
    poser = PrivateKey(addresses.proof_key(bela.uri), bela.uri, "ed25519", stolen.key)
    forged: dict[str, dict[str, Any]] = {
        "fabricated": _fabricated(bela, "Create", note),
        "altered": _altered(create, "I vote for the blue one."),
        "updated": {name: value for name, value in update.items() if name != "proof"},
        "deleted": {
            **plain,
            "id": f"{bela.instance.place.base_url}/activities/01zzzzzzzzzzzzzzzzzy",
            "type": "Delete",
            "actor": bela.uri,
            "object": {"id": note["id"], "type": "Tombstone"},
        },
        "liked": {
            **plain,
            "id": f"{carl.instance.place.base_url}/activities/01zzzzzzzzzzzzzzzzzx",
            "type": "Like",
            "actor": carl.uri,
            "object": note["id"],
        },
        "undone": {
            **plain,
            "id": f"{bela.instance.place.base_url}/activities/01zzzzzzzzzzzzzzzzzw",
            "type": "Undo",
            "actor": bela.uri,
            "object": {"id": create["id"], "type": "Create", "actor": bela.uri},
        },
        "boosted as": {**_fabricated(bela, "Create", note), "actor": commons.group_uri},
        "resealed": add_proof(sealed, poser, datetime.now(UTC)),
    }
    for what, document in forged.items():
        for name in VICTIMS:
            # In the Group's wrapping, and once more without it, as a relay would.
            for sent in (forger.announce(document), document):
                status = await forger.send(commons[name], sent)
                assert status in (202, 400, 401, 403), (what, status)
        await _refused_everywhere(commons, before, what)


async def test_a_forged_line_in_the_host_s_log_is_not_believed(commons: League) -> None:
    _, bela, create, before = await _scene(commons)
    forged = _fabricated(bela, "Create", create["object"])
    altered = _altered(create, "I vote for the blue one.")
    altered["id"] = f"{bela.uri}/posts/01zzzzzzzzzzzzzzzzzy/activity"
    await commons["alpha"].stop()
    await _write_into_log(commons["alpha"], [forged, altered])
    await commons["alpha"].start()

    async def read() -> None:
        for name in VICTIMS:
            seq = await commons[name].value(
                f"SELECT seq FROM peer_cursor WHERE domain = '{commons['alpha'].place.domain}'"
            )
            assert seq == 3, f"{name} has read to {seq}"

    await eventually(read, seconds=40)
    await _refused_everywhere(commons, before, "what was sent")


async def _write_into_log(instance: Instance, activities: list[dict[str, Any]]) -> None:
    """Write lines into the log of an instance that is stopped, as its owner could."""
    insert = (
        "INSERT INTO activity (uri, type, actor_uri, object_uri, is_local, audience, community_id,"
        " seq, body, created_at) SELECT ?, ?, ?, '', 0, 'public', id, ?, ?, 0 FROM community"
    )
    for seq, document in enumerate(activities, start=2):
        values = (document["id"], document["type"], document["actor"], seq, orjson.dumps(document))
        await instance.write(insert, values)
    await instance.write("UPDATE community SET log_seq = ?", (len(activities) + 1,))


async def test_nobody_else_speaks_for_the_group(commons: League) -> None:
    forger, bela, _, before = await _scene(commons)
    announce = forger.announce(f"{bela.uri}/posts/none")
    anna = f"{commons['alpha'].place.base_url}/users/anna"
    for name in VICTIMS:
        assert await forger.send(commons[name], announce, signer=anna) in (401, 403)
    await _refused_everywhere(commons, before, "what was sent")
