"""Amending: a new version of the charter, and the topics under whose rules it is decided.

An amendment is a JSON object of top-level fields with their whole new values. It takes effect only
when the ballots on all of its topics passed under the charter it changes (R6).
"""

from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert, to_builtins

from models.rules.charter import topics
from models.rules.charter.document import Charter
from models.rules.charter.guards import veto_ground
from models.rules.charter.rights import worsened
from models.rules.refusal import Refusal, Refused

FIXED_FIELDS = ("version", "fold_version")
"""What no amendment names: the version counts by itself, a new fold is a new community."""
_POLICY_FIELDS = ("policy", "witnesses")


def amend(charter: Charter, changes: Mapping[str, Any]) -> Charter:
    """Return the next version of `charter`; Refused(malformed) for what is no change of it.

    The result can have faults of its own: `checking.faults` says which. Linear in the size of the
    charter.
    """
    document = to_builtins(charter)
    for name in sorted(changes):
        if name in FIXED_FIELDS or name not in document:
            raise Refused(Refusal.MALFORMED, f"an amendment cannot change {name[:60]}")
    try:
        amended = convert({**document, **changes, "version": charter.version + 1}, Charter)
    except ValidationError as error:
        raise Refused(Refusal.MALFORMED, str(error)[:200]) from error
    if not changed_fields(charter, amended):
        raise Refused(Refusal.MALFORMED, "the amendment changes nothing")
    return amended


def changed_fields(old: Charter, new: Charter) -> tuple[str, ...]:
    """Return the names of the fields in which two charters differ, the version left out.

    Linear in their size.
    """
    before, after = to_builtins(old), to_builtins(new)
    return tuple(name for name in before if name != "version" and before[name] != after[name])


def topic_of(old: Charter, new: Charter) -> tuple[str, ...]:
    """Return every topic under whose rule in `old` the step to `new` must be decided.

    - `members_rights` for what worsens members' rights (see `rights`);
    - `change_policy` for the quorum policy and the number of witnesses;
    - the topic itself for a changed rule about who is in and who serves;
    - `goal` for purpose and goals;
    - the topics of a veto for that veto, its holders and its clause: they can defend it;
    - `amend_charter` for everything else, and for all of these but the policy alone, unless
      `members_rights` is there, whose rule is at least as strict.

    Empty when nothing changes. The order is that of `topics.FIXED`, then by name.
    O(size of both charters + clauses squared).
    """
    changed = set(changed_fields(old, new))
    found = {topic for topic in topics.OWN_RULE if old.topics.get(topic) != new.topics.get(topic)}
    if changed.intersection(_POLICY_FIELDS):
        found.add(topics.CHANGE_POLICY)
    if changed.intersection(("purpose", "goals")):
        found.add(topics.GOAL)
    if old.guards.veto is not None and veto_ground(old) != veto_ground(new):
        found.update(old.guards.veto.topics)
    if worsened(old, new):
        found.add(topics.MEMBERS_RIGHTS)
    elif changed.difference(_POLICY_FIELDS):
        found.add(topics.AMEND_CHARTER)
    own = sorted(found.difference(topics.FIXED))
    return (*(topic for topic in topics.FIXED if topic in found), *own)
