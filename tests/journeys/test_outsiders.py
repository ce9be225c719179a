"""People elsewhere in the fediverse follow the community, read and answer."""

import pytest

from tests.instances import eventually
from tests.journeys.steps import agreed
from tests.league import League
from tests.outsider import PUBLIC, Outsider


async def _following(league: League) -> Outsider:
    outsider = await league.outsider()
    _, group = await outsider.fetch(league.group_uri)
    assert group["type"] == "Group"
    follow = outsider.activity("Follow", league.group_uri, to=[league.group_uri])
    assert await outsider.send(group["inbox"], follow) == 202

    async def accepted() -> None:
        accepts = [each["object"]["id"] for each in outsider.received("Accept")]
        assert accepts == [follow["id"]], outsider.refused

    await eventually(accepted)
    return outsider


@pytest.mark.both_engines
async def test_a_follower_gets_both_forms_of_a_thread_and_one_of_a_reply(
    commons: League,
) -> None:
    outsider = await _following(commons)
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    for author in (anna, bela):
        thread = await author.post(f"{commons.group} A thread by {author.login.username}.")

        async def both_forms(uri: str = thread["uri"]) -> None:
            assert outsider.announced(uri) == ["Create", "object"]

        await eventually(both_forms)
    await agreed(*commons.partners(), posts=2)
    reply = await carl.post("An answer.", in_reply_to_id=thread["id"])
    await agreed(*commons.partners(), posts=3)
    await bela.act(reply["id"], "favourite")
    await bela.edit(thread["id"], f"{commons.group} A thread, corrected.")

    async def one_form() -> None:
        assert outsider.announced(reply["uri"]) == ["Create", "Like"]
        assert outsider.announced(thread["uri"]) == ["Create", "Update", "object"]

    await eventually(one_form)
    await bela.delete(thread["id"])

    async def taken_back() -> None:
        assert "Delete" in outsider.announced(thread["uri"])
        undone = [each["object"] for each in outsider.received("Undo")]
        assert [each["object"] for each in undone] == [thread["uri"]]

    await eventually(taken_back)
    assert outsider.refused == []
    for announce in outsider.received("Announce"):
        status, served = await outsider.fetch(announce["id"])
        assert status in (200, 410), announce["id"]
        assert status == 410 or served["id"] == announce["id"]


@pytest.mark.both_engines
async def test_a_follower_s_answer_reaches_all_partners_whoever_hears_it_first(
    commons: League,
) -> None:
    outsider = await _following(commons)
    bela, carl = await commons.hands("bela", "carl")
    thread = await bela.post(f"{commons.group} Does anybody know lime plaster?")
    await agreed(*commons.partners(), posts=1)
    mention = {"type": "Mention", "href": bela.uri, "name": bela.handle}
    # As Mastodon sends it when the reader dropped the Group: to the author's server alone.
    note = outsider.note(
        "<p>My father does.</p>", inReplyTo=thread["uri"], cc=[bela.uri], tag=[mention]
    )
    assert (
        await outsider.send(f"{commons['beta'].place.base_url}/inbox", outsider.create(note)) == 202
    )
    found = await agreed(*commons.partners(), posts=2)
    (heard_of,) = (each for each in found.posts if each.uri == note["id"])
    assert heard_of.parent == thread["uri"]
    answered = await carl.post("Could he come?", in_reply_to_id=str(heard_of.id))
    await agreed(*commons.partners(), posts=3)

    async def heard() -> None:
        assert outsider.announced(answered["uri"]) == ["Create"]

    await eventually(heard)
    gone = outsider.activity(
        "Delete", {"id": note["id"], "type": "Tombstone"}, to=[PUBLIC], cc=[bela.uri]
    )
    outsider.documents.pop(f"/notes/{note['id'].rpartition('/')[2]}")
    assert await outsider.send(f"{commons['beta'].place.base_url}/inbox", gone) == 202
    found = await agreed(*commons.partners(), posts=2)
    assert note["id"] in found.deleted
    assert outsider.refused == []


async def test_a_guest_may_open_a_thread_by_mentioning_the_group(commons: League) -> None:
    outsider = await _following(commons)
    mention = {"type": "Mention", "href": commons.group_uri, "name": commons.group}
    note = outsider.note("<p>May I borrow your drill?</p>", cc=[commons.group_uri], tag=[mention])
    assert await outsider.send(f"{commons.group_uri}/inbox", outsider.create(note)) == 202
    found = await agreed(*commons.partners(), posts=1)
    assert [uri for _, uri in found.boosted] == [note["id"]]

    async def boosted() -> None:
        # As for every follower; their own activity does not come back to them.
        assert outsider.announced(note["id"]) == ["object"]

    await eventually(boosted)
