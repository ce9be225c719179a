"""The plan of a demo: its partners, their names, ports and folders, all from a few numbers."""

from pathlib import Path
from typing import Literal

import msgspec

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
TITLES = (
    "Stadtbibliothek Alpha",
    "Repair Café Beta",
    "Hochschule Gamma",
    "Delta Makers' Guild",
    "Museum Epsilon",
    "Zeta Cycling Union",
    "Volkshochschule Eta",
    "Theta Tool Library",
    "Iota Neighbourhood Trust",
)
COMMUNITY_SLUG = "commons"
COMMUNITY_NAME = "Repair Commons"
COMMUNITY_SUMMARY = (
    "Mending, lending and learning together: a library, a repair café, a university and their"
    " friends. Reparieren, verleihen, gemeinsam lernen."
)
ADDRESS = "127.0.0.1"

DatabaseKind = Literal["sqlite", "postgres"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What makes two demos different; kept with a demo and compared when it is continued."""

    partners: int = 3
    members: int = 3
    posts: int = 16
    port: int = 8400
    tls: bool = False
    database: DatabaseKind = "sqlite"


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """Where one partner of the demo lives."""

    number: int
    name: str
    title: str
    domain: str
    """Authority of its handles, with the front door's port."""
    bind: str
    url: str
    """The instance's own address, which needs no name resolution."""
    folder: Path
    community_domains: tuple[str, ...] = ()

    @property
    def config(self) -> Path:
        """Its settings file."""
        return self.folder / "hanse.toml"

    @property
    def log(self) -> Path:
        """What its process writes."""
        return self.folder / "instance.log"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A whole demo."""

    options: Options
    directory: Path
    seats: tuple[Seat, ...]

    @property
    def scheme(self) -> str:
        """How the front door is spoken to."""
        return "https" if self.options.tls else "http"

    @property
    def host(self) -> Seat:
        """The partner that serves the Group actor."""
        return self.seats[0]

    @property
    def community_domain(self) -> str:
        """The community's own name."""
        return f"commons.localhost:{self.options.port}"

    @property
    def community_uri(self) -> str:
        """The id of its Group actor."""
        return f"{self.scheme}://{self.community_domain}/c/{COMMUNITY_SLUG}"

    @property
    def community_handle(self) -> str:
        """How the community is mentioned."""
        return f"@{COMMUNITY_SLUG}@{self.community_domain}"

    @property
    def ports(self) -> range:
        """The front door's port and those of the instances."""
        return range(self.options.port, self.options.port + self.options.partners + 1)

    @property
    def hosts(self) -> list[str]:
        """All names of the demo, without ports."""
        return [seat.domain.partition(":")[0] for seat in self.seats] + ["commons.localhost"]

    @property
    def backends(self) -> dict[str, str]:
        """What the front door maps: each authority to its instance."""
        mapped = {seat.domain: seat.url for seat in self.seats}
        return {**mapped, self.community_domain: self.host.url}


def plan(directory: Path, options: Options) -> Plan:
    """Return the plan of the demo in `directory`."""
    return Plan(
        options=options,
        directory=directory,
        seats=tuple(_seat(number, directory, options) for number in range(options.partners)),
    )


def _seat(number: int, directory: Path, options: Options) -> Seat:
    name, port = NAMES[number], options.port + 1 + number
    hosted = (f"commons.localhost:{options.port}",) if number == 0 else ()
    return Seat(
        number=number,
        name=name,
        title=TITLES[number],
        domain=f"{name}.localhost:{options.port}",
        bind=f"{ADDRESS}:{port}",
        url=f"http://{ADDRESS}:{port}",
        folder=directory / name,
        community_domains=hosted,
    )
