"""Templates: the four usual forms of joint ventures, each a complete charter to begin with.

A charter is ground under all rules; whether it can be so with what the founders filled in,
`checking.faults` says.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from models.rules.charter.document import Charter
from models.rules.charter.templates.alliance import alliance
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.ecosystem import ecosystem
from models.rules.charter.templates.learning import learning
from models.rules.charter.templates.ngo_company import ngo_company

TEMPLATES: Mapping[str, Callable[[Brief], Charter]] = MappingProxyType(
    {
        "alliance": alliance,
        "learning": learning,
        "ecosystem": ecosystem,
        "ngo_company": ngo_company,
    }
)

__all__ = ["TEMPLATES", "Brief", "alliance", "ecosystem", "learning", "ngo_company"]
