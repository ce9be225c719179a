"""The posts of the sample pages, with everything that a post can carry."""

from datetime import timedelta

from server.web.views import (
    MediaView,
    PersonView,
    PollOptionView,
    PollView,
    PostView,
    ReplyView,
    SafeHtml,
)
from tests.browser.people import GUEST, JANA, MEHRDAD, NOW, SIGNE, TIDES, TOMASZ, ago


def _post(number: int, author, html: str, language: str, hours: float, **more) -> PostView:
    return PostView(
        id=str(number),
        url=f"/@{author.handle.partition('@')[0]}/{number}",
        activity_url=f"https://nordersand.example/posts/{number}",
        author=author,
        html=SafeHtml(html),
        language=language,
        published_at=ago(hours=hours),
        **more,
    )


CRANE = MediaView(
    kind="image",
    url="/media/crane.jpg",
    preview_url="/media/crane.jpg",
    description="Zwei Containerbrücken am Liegeplatz 4 vor Sonnenaufgang, dahinter ein leerer "
    "Güterzug.",
    width=1200,
    height=675,
)
SHEET = MediaView(kind="image", url="/media/sheet.jpg", width=800, height=800)

QUESTION = _post(
    101,
    JANA,
    '<p>Liegeplatz 4 ist ab Donnerstag wieder frei, <a href="https://baltrail.example/@tomasz" '
    'class="u-url mention">@<span>tomasz</span></a>. Wenn die Züge zwei Stunden früher kämen, '
    "könnten wir die Schicht am Morgen ganz ohne Zwischenlager umschlagen.</p><p>Was spricht "
    'dagegen? <a href="https://nordersand.example/tags/Fahrplan" class="mention hashtag">'
    "#<span>Fahrplan</span></a></p>",
    "de",
    5.2,
    media=(CRANE,),
    replies=6,
    boosts=12,
    likes=31,
)
POLL = _post(
    102,
    SIGNE,
    "<p>Which arrival notice would help you most? We can build one of them this winter, and we "
    "would rather build the right one.</p>",
    "en",
    27,
    edited_at=ago(hours=26),
    poll=PollView(
        options=(
            PollOptionView(title="Six hours ahead, to the quarter of an hour", votes=48),
            PollOptionView(title="A day ahead, to the hour", votes=31),
            PollOptionView(title="Only when something changes", votes=9),
            PollOptionView(title="None, we call each other anyway", votes=0),
        ),
        voters=88,
        ends_at=NOW + timedelta(days=2, hours=3),
    ),
    likes=1402,
)
WARNED = _post(
    103,
    MEHRDAD,
    "<p>Die Auswertung der drei Arbeitsunfälle liegt vor. Gemeinsam ist ihnen nicht der Kran, "
    "sondern die Uhrzeit: alle in der letzten halben Stunde der Nachtschicht.</p>"
    "<blockquote><p>Ermüdung ist ein Planungsfehler.</p></blockquote>",
    "de",
    70,
    content_warning="Arbeitsunfälle, Verletzungen",
    replies=2,
)
GALLERY = _post(
    104,
    TOMASZ,
    "<p>New timetable sheets, and what the old ones looked like:</p>"
    "<ul><li>fewer columns</li><li>times that drivers can read at night</li></ul>",
    "en",
    400,
    media=(CRANE, SHEET, SHEET),
)
BOOSTED = _post(
    105,
    TIDES,
    "<p>Pegel Nordersand 12:00 Uhr: 5,84 m, fallend.</p>",
    "de",
    0.4,
    boosted_by=SIGNE,
)
FILM = _post(
    106,
    SIGNE,
    "<p>Ninety seconds of a train being loaded.</p>",
    "en",
    900,
    media=(MediaView(kind="video", url="/media/train.mp4", preview_url="/media/crane.jpg"),),
    is_sensitive=True,
)
UNBROKEN = _post(
    107,
    PersonView(
        name="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        handle="d" * 60 + "@" + "sub." * 20 + "example",
        url="https://elsewhere.example/@d",
    ),
    f"<p>{'Wort' * 80}</p><p><a href='https://a.example/'>https://a.example/{'x' * 200}</a></p>"
    f"<pre><code>{'SELECT ' * 60}</code></pre>",
    "x-no-such-language",
    30,
    content_warning="W" * 120,
    poll=PollView(options=(PollOptionView(title="O" * 120, votes=None),), voters=0),
    media=(MediaView(kind="file", url="/media/x.jpg", description="f" * 150),),
)
POSTS = (QUESTION, POLL, BOOSTED, WARNED, GALLERY, FILM)

_REPLIES = (
    (
        201,
        TOMASZ,
        "<p>Dagegen spricht nur der Anschluss in Altensiel: dort steht um vier Uhr noch der "
        "Leerzug. Ich frage nach, ob er zehn Minuten eher ausfährt.</p>",
        "de",
        4.9,
        1,
        JANA,
        101,
    ),
    (202, JANA, "<p>Zehn Minuten würden reichen. Danke!</p>", "de", 4.5, 2, TOMASZ, 201),
    (
        203,
        MEHRDAD,
        "<p>Wir haben das im Frühjahr simuliert: Mit zehn Minuten sinkt die Wartezeit um ein "
        "Drittel, mit zwanzig um gut die Hälfte. Der Datensatz liegt offen bei uns: "
        '<a href="https://hs-wismarbucht.example/daten/anschluss-altensiel-2026-fruehjahr.csv">'
        '<span class="invisible">https://</span><span class="ellipsis">'
        "hs-wismarbucht.example/daten/anschluss</span></a></p>",
        "de",
        3.8,
        3,
        JANA,
        202,
    ),
    (204, SIGNE, "<p>May we run the same model for our ramp?</p>", "en", 2.1, 4, MEHRDAD, 203),
    (205, GUEST, "<p>مرحبا, greetings from a reader ashore.</p>", "en", 1.2, 5, SIGNE, 204),
    (206, TOMASZ, "<p>Altensiel sagt zu, ab Montag.</p>", "de", 0.6, 1, JANA, 101),
)
REPLIES = tuple(
    ReplyView(
        post=_post(number, author, html, language, hours),
        depth=depth,
        parent=parent,
        parent_url=f"#p{parent_id}",
    )
    for number, author, html, language, hours, depth, parent, parent_id in _REPLIES
)
