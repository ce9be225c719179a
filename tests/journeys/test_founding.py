"""A community comes to be by everybody's signature and by nothing less."""

from tests import league as leagues
from tests.instances import eventually
from tests.league import League


async def _states(league: League, slug: str) -> list[tuple[str, int]]:
    found = []
    for name in ("beta", "gamma", "delta"):
        rows = await league[name].rows(
            f"SELECT state, roster_version FROM community WHERE slug = '{slug}'"
        )
        found += [(row["state"], row["roster_version"]) for row in rows]
    return found


async def test_founding_needs_every_signature(league: League) -> None:
    await league.start("beta", "gamma", "delta")
    partners = [league[name].place.domain for name in ("beta", "gamma")]
    await league["delta"].command(
        "community",
        "found",
        "Makers",
        "--slug",
        "makers",
        *(word for domain in partners for word in ("--partner", domain)),
    )
    await leagues.sign(league, "beta")

    async def beta_has_signed() -> None:
        signed = await league["delta"].value("SELECT count(*) AS n FROM roster_signature")
        assert signed == 2

    await eventually(beta_has_signed)
    # One signature is missing: it exists nowhere, and nobody can join or post into it.
    assert {state for state, _ in await _states(league, "makers")} == {"founding"}
    dora = await league.hand("dora")
    handle = f"@makers@{league['delta'].place.domain}"
    await dora.post(f"{handle} Is anybody there?")
    assert await league["delta"].value("SELECT count(*) AS n FROM activity WHERE seq > 0") == 0
    await leagues.sign(league, "gamma")

    async def active_everywhere() -> None:
        assert await _states(league, "makers") == [("active", 1)] * 3

    await eventually(active_everywhere)
    shown = await league["beta"].command("community", "show", "makers", "--json")
    assert '"state": "active"' in shown


async def test_a_roster_that_one_partner_has_not_signed_admits_nobody(league: League) -> None:
    await league.start("alpha", "beta", "gamma", "delta")
    await league["alpha"].command(
        "community", "invite", leagues.SLUG, "--partner", league["delta"].place.domain
    )
    for name in ("beta", "delta"):
        await leagues.sign(league, name)

    async def signed() -> None:
        count = await league["alpha"].value(
            "SELECT count(*) AS n FROM roster_signature s JOIN roster_draft d ON d.id = s.draft_id"
            " WHERE d.state = 'open'"
        )
        assert count == 3

    await eventually(signed)
    anna = await league.hand("anna")
    await anna.post(f"{league.group} Are we four now?")
    for instance in league.partners():
        assert await instance.value("SELECT roster_version FROM community") == 1
    assert await league["delta"].value("SELECT count(*) AS n FROM post") == 0
