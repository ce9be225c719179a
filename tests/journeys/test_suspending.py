"""A partner suspends one of its members, and all partners stop showing what they wrote."""

from tests.hands import APIRefusal, Hand
from tests.instances import eventually
from tests.journeys.steps import agreed
from tests.league import League


async def can_see(reader: Hand, post_id: str) -> bool:
    """Tell whether somebody is shown a post."""
    try:
        await reader.show(post_id)
    except APIRefusal as refusal:
        if refusal.status != 404:
            raise
        return False
    return True


async def test_a_suspension_hides_the_posts_at_every_partner_and_its_end_shows_them(
    commons: League,
) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    made = await bela.post(f"{commons.group} Buy my miracle glue!")
    await agreed(*commons.partners(), posts=1)
    readers: tuple[Hand, ...] = (anna, carl)

    async def hidden() -> None:
        for reader in readers:
            assert not await can_see(reader, made["id"])
            assert await reader.home() == []

    async def shown() -> None:
        for reader in readers:
            assert (await reader.show(made["id"]))["account"]["display_name"] == "bela"

    await eventually(shown)
    await commons["beta"].command("member", "suspend", "bela")
    await eventually(hidden)
    await commons["beta"].command("member", "suspend", "bela", "--undo")
    await eventually(shown)
