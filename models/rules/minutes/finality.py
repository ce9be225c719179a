"""Finality: which minutes stand for good (R2), as a function of what is certified.

Certified is not final. Minutes are final once they and a child of the same term are certified: who
sealed the child held the parent's certificate, and says so in every later status (R4), so that no
term can begin beside it.
"""

from models.rules.minutes.node import Node


def is_final(parent: Node, child: Node) -> bool:
    """Tell whether `child` makes its `parent` final, and all the parent's ancestors."""
    return parent.certified and child.certified and child.term == parent.term


def made_final(newly_certified: Node) -> Node | None:
    """Return the newest minutes that became final because these were certified, or None.

    The parent of minutes that were taken is always certified; so only the parent can become final.
    """
    parent = newly_certified.parent
    if parent is None or parent.parent is None or not is_final(parent, newly_certified):
        return None
    return parent


def proves_handover(parent: Node) -> bool:
    """Tell whether the chain up to `parent`, certified, proves an enacted roster final (R8).

    That is so when the parent and the one before are of one term and the latter already stood
    after the enactment: then whatever follows `parent` stands under the new roster.
    """
    before = parent.parent
    return before is not None and before.term == parent.term and before.is_pending


def proves_roster(parent: Node) -> bool:
    """Tell whether `parent` and the one before make final that their roster is in force (R8)."""
    before = parent.parent
    return (
        before is not None
        and before.height >= 0
        and before.term == parent.term
        and before.roster.version == parent.roster.version
    )
