"""The conversation of a demo: neighbours who plan a weekend of repairing, in English and German.

It is written down act by act and always the same. Who wants more posts than are written here gets
further small threads from `chatter`.
"""

from server.demo import chatter
from server.demo.acts import Act, Boost, Edit, Like, Post, Vote

SCRIPT: tuple[Act, ...] = (
    Post(
        key="welcome",
        by=(0, 0),
        text=(
            "Good morning {community}! From today the library, the repair café and the university"
            " share one workshop. Stay at home with your own account, and meet everybody here."
            "\n\n#RepairCommons"
        ),
    ),
    Post(
        key="moin",
        by=(2, 0),
        language="de",
        reply_to="welcome",
        text=(
            "Moin aus der Hochschule! Wir bringen eine Drehbank, zwei Lötstationen und sehr viele"
            " Studierende mit."
        ),
    ),
    Like(key="welcome", by=(1, 0)),
    Like(key="welcome", by=(2, 1)),
    Post(
        key="sewing",
        by=(1, 0),
        reply_to="moin",
        text="A lathe! We only have sewing machines, but five of them, and they all sew.",
    ),
    Post(
        key="poster",
        by=(1, 1),
        has_picture=True,
        text=(
            "First sketch of the poster for our repair weekend, {community}. The crane is the old"
            " one on the east pier. Is the sun too much? #RepairWeekend"
        ),
    ),
    Like(key="poster", by=(0, 0)),
    Like(key="poster", by=(2, 0)),
    Like(key="poster", by=(0, 1)),
    Boost(key="poster", by=(0, 1)),
    Post(
        key="sun",
        by=(0, 1),
        language="de",
        reply_to="poster",
        text="Die Sonne bleibt! Das Plakat hängt ab morgen am Eingang der Bibliothek.",
    ),
    Post(
        key="print",
        by=(2, 1),
        reply_to="sun",
        text="Our print shop can do A1 on recycled paper. Forty copies?",
    ),
    Post(
        key="date",
        by=(2, 0),
        language="de",
        options=("Samstag, 13. Juni", "Sonntag, 14. Juni", "Beide Tage / both days"),
        text=(
            "{community} Wann soll das Reparatur-Wochenende sein? Alle dürfen abstimmen, egal in"
            " welchem Haus. / When shall we meet? Everybody votes, from any house."
        ),
    ),
    Vote(key="date", by=(0, 0), option=2),
    Vote(key="date", by=(1, 0), option=2),
    Vote(key="date", by=(1, 1), option=0),
    Vote(key="date", by=(0, 1), option=2),
    Post(
        key="both",
        by=(1, 0),
        reply_to="date",
        text="Both days. Nobody finishes a zip on a Saturday.",
    ),
    Like(key="both", by=(2, 0)),
    Post(
        key="room",
        by=(0, 2),
        language="de",
        text=(
            "{community} Die Werkstatt ist eingerichtet: Lesesaal im zweiten Stock, Strom an jedem"
            " Tisch, Aufzug vorhanden."
        ),
    ),
    Post(
        key="floor",
        by=(1, 2),
        reply_to="room",
        text="Second floor? I was there today, the sign says first floor.",
    ),
    Edit(
        key="room",
        text=(
            "{community} Die Werkstatt ist eingerichtet: Lesesaal im ersten Stock, Strom an jedem"
            " Tisch, Aufzug vorhanden. (Korrigiert: erster Stock, danke!)"
        ),
    ),
    Like(key="floor", by=(0, 2)),
    Post(
        key="toaster",
        by=(2, 2),
        spoiler="A toaster was harmed",
        text=(
            "{community} I opened grandmother's toaster to look for the fault. There were four"
            " faults. One of them was me. Can anybody identify the small brass part that is left?"
        ),
    ),
    Post(
        key="brass",
        by=(1, 0),
        reply_to="toaster",
        text=(
            "That is the bimetal strip. Keep it, it is the only part of a toaster that knows what"
            " toast is."
        ),
    ),
    Boost(key="brass", by=(2, 1)),
    Like(key="brass", by=(2, 2)),
    Like(key="brass", by=(0, 0)),
    Post(
        key="manual",
        by=(0, 1),
        language="de",
        reply_to="toaster",
        text=(
            "Wir haben das Werkstatthandbuch von 1968 im Magazin, ich lege es zurück. Signatur"
            " Tech 683/T."
        ),
    ),
    Post(
        key="thanks",
        by=(2, 2),
        language="de",
        reply_to="manual",
        text="Das ist der Grund, warum es Bibliotheken gibt. Danke!",
    ),
    Like(key="thanks", by=(0, 1)),
    Post(
        key="volunteers",
        by=(1, 2),
        text=(
            "{community} We still need two people at the door on Sunday who can say “please wait”"
            " kindly, and one who can say it in sign language. #RepairWeekend"
        ),
    ),
    Post(
        key="signing",
        by=(2, 1),
        language="de",
        reply_to="volunteers",
        text="Ich kann Gebärdensprache und komme gern. Freundlich warten lassen übe ich noch.",
    ),
    Like(key="signing", by=(1, 2)),
)


def conversation(posts: int) -> list[Act]:
    """Return a conversation with exactly `posts` posts, and all that is done to them."""
    acts: list[Act] = []
    said: set[str] = set()
    for act in SCRIPT:
        if isinstance(act, Post):
            if len(said) == posts:
                continue
            said.add(act.key)
        if act.key in said:
            acts.append(act)
    return acts + chatter.threads(posts - len(said))
