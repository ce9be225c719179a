"""Chatter: as many further small threads as wanted, the same ones for the same number.

Threads come in rounds: first the openings of a round, then all first replies, then all second ones.
So everybody has read a post long before it is answered, and nobody has to wait.
"""

import random

from server.demo.acts import Act, Boost, Like, Post

_SEED = 1356
_ROUND = 20
_LONGEST = 5
_PARTNERS = 9
_MEMBERS = 8

_THINGS = (
    ("the blue bicycle", "das blaue Fahrrad"),
    ("a radio from 1974", "ein Radio von 1974"),
    ("the coffee grinder", "die Kaffeemühle"),
    ("two office chairs", "zwei Bürostühle"),
    ("a rain jacket", "eine Regenjacke"),
    ("the slide projector", "der Diaprojektor"),
    ("a garden pump", "eine Gartenpumpe"),
    ("the accordion", "das Akkordeon"),
    ("a standing lamp", "eine Stehlampe"),
    ("the ice cream machine", "die Eismaschine"),
)
_OPENINGS = (
    (
        "{community} On the bench today: %s. It came in a bag and leaves on its own. #Mending",
        "{community} Heute auf der Werkbank: %s. Wer hat so etwas schon einmal geöffnet? #Flicken",
    ),
    (
        "{community} Does anybody have spare parts for this? It is %s, and one screw is missing.",
        "{community} Gesucht werden Ersatzteile, es geht um dieses Stück: %s. #Ersatzteile",
    ),
    (
        "{community} Back on the lending shelf since this morning: %s. First come, first served.",
        "{community} Wieder im Leihregal: %s. Bitte mit allen Schrauben zurückbringen.",
    ),
)
_REPLIES = (
    ("Turn it off and on again. No, really.", "Erst der Stecker, dann die Sicherung, dann wir."),
    ("I can bring my soldering iron on Thursday.", "Ich komme am Donnerstag mit dem Lötkolben."),
    ("Same here last month, it was the cable.", "Bei uns war es neulich das Kabel."),
    ("Please take pictures before you open it.", "Bitte vorher Fotos machen, bevor es offen ist."),
    ("There is a drawing of it in the library.", "In der Bibliothek liegt eine Zeichnung davon."),
    ("It works! I do not know why, but it works.", "Es läuft! Niemand weiß, warum, aber es läuft."),
)


def threads(posts: int) -> list[Act]:
    """Return threads with `posts` posts altogether."""
    dice = random.Random(_SEED)  # noqa: S311 - the same words each time, no secret
    acts: list[Act] = []
    number = 0
    while posts > 0:
        openings = min(_ROUND, posts)
        lengths = [dice.randint(0, _LONGEST - 1) for _ in range(openings)]
        last = [f"chatter-{number + index}" for index in range(openings)]
        acts += [_opening(dice, key) for key in last]
        posts -= openings
        number += openings
        for depth in range(1, _LONGEST):
            for index, length in enumerate(lengths):
                if length < depth or posts == 0:
                    continue
                key = f"{last[index]}.{depth}" if depth == 1 else f"{last[index]}{depth}"
                acts += _reply(dice, key, last[index])
                last[index] = key
                posts -= 1
    return acts


def _speaker(dice: random.Random) -> tuple[int, int]:
    return dice.randrange(_PARTNERS), dice.randrange(_MEMBERS)


def _opening(dice: random.Random, key: str) -> Act:
    language = dice.randrange(2)
    text = dice.choice(_OPENINGS)[language] % dice.choice(_THINGS)[language]
    return Post(key=key, by=_speaker(dice), text=text, language=("en", "de")[language])


def _reply(dice: random.Random, key: str, parent: str) -> list[Act]:
    language = dice.randrange(2)
    text = dice.choice(_REPLIES)[language]
    acts: list[Act] = [
        Post(
            key=key,
            by=_speaker(dice),
            text=text,
            language=("en", "de")[language],
            reply_to=parent,
        )
    ]
    if dice.random() < 0.3:
        acts.append(Like(key=parent, by=_speaker(dice)))
    if dice.random() < 0.1:
        acts.append(Boost(key=parent, by=_speaker(dice)))
    return acts
