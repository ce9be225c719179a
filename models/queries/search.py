"""Search: accounts, posts and hashtags by what somebody typed.

The API and the search page enter here, after they tried to fetch a typed address. Accounts are
found by the beginning of their handle, and by their shown name among our members and those the
reader follows. Posts are found by their words among the newest ones of this instance, newest
first; a reader finds nothing that a timeline would not show, and nobody else's direct posts. An
unlisted post is found by its author, whom it mentions, and who has done something with it.
"""

from models import sql
from models.home import Home
from models.queries import matching, visibility
from models.queries.visibility import Clause

_REACH = 20_000
"""How many of the newest posts are searched: a few milliseconds' worth."""
_LONGEST = 200
"""Most candidates of one kind that are ranked."""
_WORDS = 8
_CHARACTERS = 200
"""As much of a typed text counts; SQLite refuses patterns without a bound."""

_FOLLOWED = "SELECT f.target_id FROM follow f WHERE f.follower_id = ? AND f.state = 'accepted'"

_CONCERNED = (
    "SELECT 1 FROM mention x WHERE x.post_id = p.id AND x.account_id = ?",
    "SELECT 1 FROM post_like x WHERE x.post_id = p.id AND x.account_id = ?",
    "SELECT 1 FROM bookmark x WHERE x.post_id = p.id AND x.account_id = ?",
    "SELECT 1 FROM poll_vote x WHERE x.post_id = p.id AND x.account_id = ?",
    "SELECT 1 FROM post x WHERE x.boost_of_id = p.id AND x.author_id = ?",
    "SELECT 1 FROM post x WHERE x.in_reply_to_id = p.id AND x.author_id = ?",
)
_FINDABLE = "(p.visibility <> 'unlisted' OR p.author_id = ?" + "".join(
    f" OR EXISTS ({each})" for each in _CONCERNED
)


def _findable(viewer_id: int) -> Clause:
    return f"{_FINDABLE})", [viewer_id] * (1 + len(_CONCERNED))


def _typed(text: str) -> str:
    # PostgreSQL has no way to hold a NUL, so nothing stored can match one.
    return text.replace("\x00", "").strip()[:_CHARACTERS]


async def accounts(
    home: Home,
    viewer_id: int,
    text: str,
    *,
    limit: int = 40,
    offset: int = 0,
    is_following: bool = False,
) -> list[int]:
    """Return account ids: an exact handle first, then those the reader follows, then by reach."""
    typed = _typed(text).removeprefix("@")
    name, _, domain = typed.lower().partition("@")
    if not name:
        return []
    candidates, values = _candidates(home, viewer_id, typed, name)
    found = await sql.rows(
        "SELECT b.id, b.username_lower, b.domain, b.followers_count,"
        f" CASE WHEN b.id IN ({_FOLLOWED}) THEN 1 ELSE 0 END AS is_followed"
        f" FROM account b WHERE b.id IN ({candidates})"
        " AND b.suspended_at IS NULL AND b.deleted_at IS NULL"
        " AND NOT EXISTS"
        " (SELECT 1 FROM member w WHERE w.account_id = b.id AND w.state = 'waiting')"
        " AND NOT EXISTS"
        " (SELECT 1 FROM block x WHERE x.account_id = b.id AND x.target_id = ?)"
        f" AND (b.is_discoverable = TRUE OR b.username_lower = ? OR b.id IN ({_FOLLOWED}))",
        [viewer_id, *values, viewer_id, name, viewer_id],
    )
    chosen = [
        row
        for row in found
        if row["domain"].startswith(domain) and (row["is_followed"] or not is_following)
    ]
    chosen.sort(
        key=lambda row: (
            row["username_lower"] != name or row["domain"] != (domain or home.domain),
            not row["is_followed"],
            -row["followers_count"],
            row["id"],
        )
    )
    return [row["id"] for row in chosen[offset : offset + limit]]


def _candidates(home: Home, viewer_id: int, typed: str, name: str) -> Clause:
    begins, begins_values = matching.prefix("b.username_lower", name)
    shown, shown_values = matching.contains(("b.display_name",), typed)
    arms = (
        f"SELECT * FROM (SELECT b.id FROM account b WHERE {begins} LIMIT {_LONGEST}) byhandle",
        f"SELECT b.id FROM account b WHERE b.domain = ? AND {shown}",
        f"SELECT b.id FROM account b WHERE b.id IN ({_FOLLOWED}) AND {shown}",
    )
    values = [*begins_values, home.domain, *shown_values, viewer_id, *shown_values]
    return " UNION ".join(arms), values


async def posts(
    home: Home,
    viewer_id: int,
    text: str,
    *,
    limit: int = 20,
    offset: int = 0,
    author_id: int | None = None,
) -> list[int]:
    """Return ids of posts that hold every typed word, newest first."""
    words = _typed(text).split()[:_WORDS]
    if not words:
        return []
    law, law_values = visibility.readable(viewer_id)
    wish, wish_values = visibility.wanted(viewer_id, home.clock.now())
    findable, findable_values = _findable(viewer_id)
    sieves: list[Clause] = [
        matching.contains(("p.content", "p.spoiler", "p.name"), word) for word in words
    ]
    by_author, author = ("", []) if author_id is None else (" AND {}.author_id = ?", [author_id])
    found = await sql.rows(
        f"SELECT p.id, p.name, p.spoiler, p.content FROM post p{visibility.JOINS}"
        " WHERE p.id > COALESCE((SELECT n.id FROM post n WHERE n.id > 0"
        f"{by_author.format('n')} ORDER BY n.id DESC LIMIT 1 OFFSET {_REACH}), 0)"
        f"{by_author.format('p')} AND p.boost_of_id IS NULL"
        f" AND {' AND '.join(condition for condition, _ in sieves)} AND {law} AND {wish}"
        f" AND {findable} ORDER BY p.id DESC LIMIT {_LONGEST}",
        [
            *(author * 2),
            *(value for _, parts in sieves for value in parts),
            *law_values,
            *wish_values,
            *findable_values,
        ],
    )
    matching_ids = [
        row["id"]
        for row in found
        if matching.holds(matching.plain(f"{row['name']} {row['spoiler']} {row['content']}"), words)
    ]
    return matching_ids[offset : offset + limit]


async def tags(home: Home, text: str, *, limit: int = 20, offset: int = 0) -> list[str]:
    """Return hashtags that begin with `text`, the shortest first, without their `#`."""
    name = _typed(text).removeprefix("#").lower()
    if not name:
        return []
    begins, values = matching.prefix("k.name", name)
    law, law_values = visibility.readable(None)
    found = await sql.rows(
        f"SELECT DISTINCT k.name FROM post_tag k WHERE {begins} AND EXISTS"
        f" (SELECT 1 FROM post_tag t JOIN post p ON p.id = t.post_id{visibility.JOINS}"
        f" WHERE t.name = k.name AND p.visibility = 'public' AND {law})"
        f" ORDER BY k.name LIMIT {_LONGEST}",
        [*values, *law_values],
    )
    names = sorted((row["name"] for row in found), key=lambda each: (len(each), each))
    return names[offset : offset + limit]
