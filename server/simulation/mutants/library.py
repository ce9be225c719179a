"""Library: all mutants, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from server.simulation.mutants.deadlocks import DEADLOCKS
from server.simulation.mutants.moderating import MODERATING
from server.simulation.mutants.mutant import Mutant
from server.simulation.mutants.publishing import PUBLISHING
from server.simulation.mutants.sealing import SEALING
from server.simulation.mutants.voting import VOTING

MUTANTS: Mapping[str, Mutant] = MappingProxyType(
    {**SEALING, **VOTING, **DEADLOCKS, **MODERATING, **PUBLISHING}
)
