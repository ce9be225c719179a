"""The people of a demo: the same ones each time, so that two demos can be compared."""

import msgspec

from server.demo.plan import NAMES, Seat

ADMIN = "admin"
_GIVEN_NAMES = (
    ("Ada", "Bruno", "Chidi", "Dilek", "Emil", "Fatou", "Greta", "Hanno", "Inès"),
    ("Jonas", "Katja", "Lina", "Mateo", "Nora", "Oskar", "Paula", "Quentin", "Rosa"),
    ("Samir", "Thea", "Uwe", "Vera", "Wanda", "Xenia", "Yusuf", "Zoë", "Anton"),
    ("Birgit", "Carlo", "Dana", "Enno", "Frida", "Gil", "Hanna", "Ivo", "Jule"),
    ("Kofi", "Leni", "Milan", "Nele", "Otto", "Pia", "Rafael", "Selma", "Theo"),
)
_FAMILY_NAMES = ("Lund", "Okafor", "Brandt", "Yıldız", "Moreau", "Petersen", "Adeyemi", "Vogel")
_PLAIN = str.maketrans("èëı", "eei")
_NOTES = (
    ("de", "Leiht gern aus, am liebsten Bücher und Bohrmaschinen."),
    ("en", "Mends radios, bicycles and the occasional friendship."),
    ("en", "Teaches materials science, still burns the toast."),
    ("de", "Näht, flickt und erklärt beides geduldig."),
    ("en", "Collects screws. Knows which box."),
)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who lives in a demo."""

    username: str
    display_name: str
    locale: str
    note: str


def people(seat: Seat, count: int) -> list[Person]:
    """Return the first `count` members of a partner; no name appears twice in a demo."""
    return [_person(seat.number, index) for index in range(count)]


def _person(partner: int, index: int) -> Person:
    lap, row = divmod(index, len(_GIVEN_NAMES))
    given = _GIVEN_NAMES[row][partner]
    family = _FAMILY_NAMES[(index * len(NAMES) + partner) % len(_FAMILY_NAMES)]
    number = str(lap + 1) if lap else ""
    locale, note = _NOTES[(partner + index) % len(_NOTES)]
    return Person(
        username=given.translate(_PLAIN).lower() + number,
        display_name=f"{given} {family}" + (f" {number}" if number else ""),
        locale=locale,
        note=note,
    )
