"""Polls and voices for tests: short to write, and random ones of every method."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.rules.tally.method import Method, Quorum
from models.rules.tally.poll import Poll, Voice

ANY_TURNOUT = Quorum(share=(0, 1), is_strict=False)
YES_NO = ("majority", "qualified", "consent", "consensus", "lazy")
RANKED = ("irv", "schulze", "stv")
SCORED = ("score", "star", "approval", "dots")
OPTIONAL = (*RANKED, *SCORED, "time_poll")
EVERY = (*YES_NO, *OPTIONAL)


def examples(number: int) -> settings:
    """So many random examples, on however busy a machine."""
    careless = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=number, deadline=None, suppress_health_check=careless)


def poll_of(
    name: Any, options: str = "", quorum: Quorum = ANY_TURNOUT, electorate: int = 1000, **more: Any
) -> Poll:
    """A poll whose options are single letters and whose tie order is theirs."""
    return Poll(
        method=Method(name=name, **more),
        quorum=quorum,
        options=tuple(options),
        tie_order=tuple(options),
        electorate=electorate,
        voters=electorate,
    )


def voices_of(choices: list[Any]) -> list[Voice]:
    return [Voice(voter=f"v{number:03}", choice=choice) for number, choice in enumerate(choices)]


def answers(yes: int = 0, no: int = 0, abstain: int = 0) -> list[Voice]:
    return voices_of(["yes"] * yes + ["no"] * no + ["abstain"] * abstain)


def ranking(text: str) -> dict[str, Any]:
    """Read "ab=c": a first, and then b and c alike."""
    groups: list[list[str]] = []
    for letter, before in zip(text, " " + text, strict=False):
        if before == "=":
            groups[-1].append(letter)
        elif letter != "=":
            groups.append([letter])
    return {"ranks": groups}


def ballots(text: str) -> list[Voice]:
    """Read "2:ab 1:b=c": two voices for a before b, and one for b and c alike."""
    parts = [part.split(":") for part in text.split()]
    return voices_of([ranking(ranks) for number, ranks in parts for _ in range(int(number))])


def scores(*given: str) -> list[Voice]:
    """Read "a5b0": a scores 5 and b scores 0."""
    return voices_of(
        [{"scores": {text[i]: int(text[i + 1]) for i in range(0, len(text), 2)}} for text in given]
    )


def rankings(options: str, *, with_ties: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the options in some order, at least one; maybe in groups."""

    def group(order: list[str], cuts: list[bool]) -> dict[str, Any]:
        ranks = [[order[0]]]
        for option, is_cut in zip(order[1:], cuts, strict=False):
            if is_cut:
                ranks.append([option])
            else:
                ranks[-1].append(option)
        return {"ranks": ranks}

    orders = st.permutations(options).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda size: list(order[:size]))
    )
    cut = st.booleans() if with_ties else st.just(True)
    return st.builds(group, orders, st.lists(cut, min_size=len(options), max_size=len(options)))


def choices(name: str, options: str) -> st.SearchStrategy[Any]:
    """Valid choices of a method, abstentions too."""
    letters = st.sampled_from(options)
    own: dict[str, st.SearchStrategy[Any]] = {
        "majority": st.sampled_from(["yes", "no"]),
        "qualified": st.sampled_from(["yes", "no"]),
        "consent": st.sampled_from(
            [{"stance": "agree"}, {"stance": "object", "clause": "c1", "harm": "It hurts."}]
        ),
        "consensus": st.sampled_from(
            [{"level": "agree"}, {"level": "aside"}, {"level": "block", "reason": "No."}]
        ),
        "lazy": st.sampled_from([{"stance": "agree"}, {"stance": "veto", "reason": "No."}]),
        "irv": rankings(options),
        "stv": rankings(options),
        "schulze": rankings(options, with_ties=True),
        "score": _table("scores", letters, st.integers(0, 5)),
        "star": _table("scores", letters, st.integers(0, 5)),
        "dots": _table("dots", letters, st.integers(1, 2)),
        "approval": st.lists(letters, min_size=1, unique=True).map(lambda x: {"approved": x}),
        "time_poll": _table("slots", letters, st.sampled_from(["yes", "maybe", "no"])),
    }
    return own[name] | st.sampled_from(["abstain", {"abstain": True}])


def _table(
    word: str, keys: st.SearchStrategy[str], values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.dictionaries(keys, values, min_size=1).map(lambda table: {word: table})
