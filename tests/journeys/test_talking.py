"""Members of three partners talk in one community, each at home."""

from typing import Any

import pytest

from tests.comparing import agree, double_effects
from tests.hands import APIRefusal, all_of
from tests.instances import eventually
from tests.journeys.steps import agreed
from tests.league import League


@pytest.mark.both_engines
async def test_a_post_reaches_the_members_of_all_partners(commons: League) -> None:
    hands = await commons.hands("anna", "bela", "carl")
    made = await hands[1].post(f"{commons.group} The ladder is free on Saturday.")
    found = await agreed(*commons.partners(), posts=1)
    assert [uri for _, uri in found.boosted] == [made["uri"]]

    async def everybody_has_it_at_home() -> None:
        for hand in hands:
            home = [each["reblog"] or each for each in await hand.home()]
            assert [each["uri"] for each in home] == [made["uri"]], hand.login.username
            assert "The ladder is free" in home[0]["content"]

    await eventually(everybody_has_it_at_home)


async def test_a_reply_stays_in_the_community_when_the_mention_was_dropped(
    commons: League,
) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    thread = await anna.post(f"{commons.group} Who can lend a vice?")
    await agreed(*commons.partners(), posts=1)
    reply = await bela.post("I can, until June.", in_reply_to_id=thread["id"])
    await agreed(*commons.partners(), posts=2)
    last = await carl.post("And I have the jaws for it.", in_reply_to_id=reply["id"])
    found = await agreed(*commons.partners(), posts=3)
    by_uri = {each.uri: each for each in found.posts}
    assert by_uri[last["uri"]].parent == reply["uri"]
    assert by_uri[last["uri"]].thread == thread["uri"]
    # Only the first post of a thread is boosted.
    assert [uri for _, uri in found.boosted] == [thread["uri"]]
    seen = [await hand.context(thread["id"]) for hand in (anna, bela, carl)]
    order = [[each["uri"] for each in one["descendants"]] for one in seen]
    assert order == [[reply["uri"], last["uri"]]] * 3


@pytest.mark.both_engines
async def test_edits_likes_boosts_and_deletes_travel(commons: League) -> None:
    anna, arne, bela, carl = await commons.hands("anna", "arne", "bela", "carl")
    kept = await anna.post(f"{commons.group} Workshop on Friday.")
    gone = await anna.post(f"{commons.group} Wrong window.")
    await agreed(*commons.partners(), posts=2)
    await all_of(
        anna.edit(kept["id"], f"{commons.group} Workshop on Saturday."),
        *(hand.act(kept["id"], "favourite") for hand in (arne, bela, carl)),
        bela.act(kept["id"], "reblog"),
        anna.delete(gone["id"]),
    )

    async def look() -> None:
        found = await agree(*commons.partners())
        (said,) = found.posts
        assert "Saturday" in said.text
        assert (said.likes, said.boosts, said.is_edited) == (3, 1, True)
        assert found.deleted == {gone["uri"]}
        assert [uri for _, uri in found.boosted] == [kept["uri"]]

    await eventually(look)
    await all_of(carl.act(kept["id"], "unfavourite"), bela.act(kept["id"], "unreblog"))

    async def taken_back() -> None:
        (said,) = (await agree(*commons.partners())).posts
        assert (said.likes, said.boosts) == (2, 0)

    await eventually(taken_back)
    assert not await double_effects(*commons.partners())
    for hand in (arne, bela, carl):
        with pytest.raises(APIRefusal, match="404"):
            await hand.show(gone["id"])


async def test_a_poll_is_voted_on_at_all_partners(commons: League) -> None:
    anna, bela, birk, carl = await commons.hands("anna", "bela", "birk", "carl")
    question = {"options": ["Monday", "Thursday"], "expires_in": 3600}
    made = await anna.post(f"{commons.group} When do we meet?", poll=question)
    await agreed(*commons.partners(), posts=1)
    for hand, choice in ((bela, 1), (birk, 1), (carl, 0)):
        shown: dict[str, Any] = await hand.show(made["id"])
        await hand.vote(shown["poll"]["id"], choice)

    async def counted() -> None:
        (said,) = (await agree(*commons.partners())).posts
        assert said.poll == (("Monday", 1), ("Thursday", 2))
        assert said.voters == 3

    await eventually(counted, seconds=60)
    with pytest.raises(APIRefusal, match="422"):
        await bela.vote((await bela.show(made["id"]))["poll"]["id"], 0)
    assert not await double_effects(*commons.partners())


async def test_what_is_private_reaches_nobody_else(commons: League) -> None:
    anna, bela, birk = await commons.hands("anna", "bela", "birk")
    secret = await anna.post(f"{bela.handle} The key is under the pot.", visibility="direct")

    async def arrived() -> None:
        assert "under the pot" in (await bela.show(secret["id"]))["content"]

    await eventually(arrived)
    with pytest.raises(APIRefusal, match="404"):
        await birk.show(secret["id"])
    await anna.post(f"{commons.group} An open one, for order.")
    await agreed(*commons.partners(), posts=1)
    assert await commons["gamma"].rows("SELECT id FROM post WHERE visibility = 'direct'") == []
