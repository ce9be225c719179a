"""Topics: what a community decides about; a charter says for each who decides, and how (R6).

The topics here must stand in every charter. A charter may add topics of its own; whatever has no
rule of its own is decided as `other`.
"""

AMEND_CHARTER = "amend_charter"
MEMBERS_RIGHTS = "members_rights"
ADD_PARTNER = "add_partner"
REMOVE_PARTNER = "remove_partner"
ADD_WITNESS = "add_witness"
REMOVE_WITNESS = "remove_witness"
MOVE_HOST = "move_host"
CHANGE_POLICY = "change_policy"
ELECT_COUNCIL = "elect_council"
MODERATION = "moderation"
DISPUTE = "dispute"
BUDGET = "budget"
BRAND = "brand"
GOAL = "goal"
DISSOLVE = "dissolve"
OTHER = "other"

OWN_RULE = (
    ADD_PARTNER,
    REMOVE_PARTNER,
    ADD_WITNESS,
    REMOVE_WITNESS,
    MOVE_HOST,
    CHANGE_POLICY,
    DISSOLVE,
)
"""Whoever changes the rule of one of these needs a decision under that very rule: otherwise a
weaker amendment rule would open it in two steps."""

CONSTITUTIONAL = (AMEND_CHARTER, MEMBERS_RIGHTS, *OWN_RULE)
"""Who is in, who serves and by which rules: decided by yes or no, never by silence or a panel."""

PARTNERS_ONLY = (AMEND_CHARTER, ADD_PARTNER, REMOVE_PARTNER, CHANGE_POLICY, DISSOLVE)
"""Decided by the partners themselves, alone or together with the members."""

FIXED = (*CONSTITUTIONAL, ELECT_COUNCIL, MODERATION, DISPUTE, BUDGET, BRAND, GOAL, OTHER)
"""Every charter has a rule for each of these."""
