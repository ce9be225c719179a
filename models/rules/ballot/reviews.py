"""Reviews: agreements whose date comes are taken up by themselves, and lapse if nobody renews them.

Thirty days before its date a review opens. Until the date any partner may ask for renewal; while
such a ballot is open the clause waits for it. Then the clause meets the default that the charter
gives it. The rule of a topic stays in force in any case: its review only asks. Dates are held
against the time of the minutes, so everybody's charter changes at the same ones (R5).

    review/<clause|topic>/<id>    {review_by, opened}
    renewals/<clause|topic>/<id>  ids of the ballots that ask for renewal
"""

from collections.abc import Iterator

from models.rules.ballot import amendment, effects
from models.rules.charter import reviewing
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.values import DAY

LEAD = 30 * DAY


def attend(draft: Draft) -> None:
    """Open the reviews whose date comes near, and carry out the defaults of those that passed.

    A step after ballots. O(clauses + topics), and a reading of the charter where something is due.
    """
    for kind, name, review_by in list(near(draft.get, draft.occasion.time)):
        key = f"review/{kind}/{name}"
        review = draft.get(key)
        if review is None or review["review_by"] != review_by:
            draft.put(key, {"review_by": review_by, "opened": draft.occasion.time})
            draft.put(f"renewals/{kind}/{name}", None)
            draft.tell("review_opened", name, review=kind, review_by=review_by)
        elif kind == "clause" and is_over(draft, name, review_by):
            effects.put_charter(draft, reviewing.lapse(amendment.charter_of(draft.get), name))
            draft.put(key, None)
            draft.put(f"renewals/{kind}/{name}", None)
            draft.tell("review_lapsed", name, review=kind, review_by=review_by)


def near(get: Get, time: int) -> Iterator[tuple[str, str, int]]:
    """Yield kind, id and date of the reviews that are due within the lead, in charter order.

    O(clauses + topics log topics).
    """
    document = get("charter")["document"]
    for clause in document["clauses"]:
        review_by = clause.get("review_by")
        if review_by is not None and review_by <= time + LEAD and not clause.get("is_dormant"):
            yield "clause", clause["id"], review_by
    for topic in sorted(document["topics"]):
        review_by = document["topics"][topic].get("review_by")
        if review_by is not None and review_by <= time + LEAD:
            yield "topic", topic, review_by


def is_over(draft: Draft, clause: str, review_by: int) -> bool:
    """Tell whether a clause's date has passed, and no ballot can renew it any more.

    O(ballots that ask for it).
    """
    asked = draft.get(f"renewals/clause/{clause}") or ()
    is_asked = any(draft.get(f"ballot/{each}")["status"] == "open" for each in asked)
    return draft.occasion.time >= review_by and not is_asked
