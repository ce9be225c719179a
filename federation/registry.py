"""Registry: which file of `federation/activities` handles which type; filled once at start.

A handler declares itself with `@activity(Wire)`. The gate asks `Handlers.read` to decode a document
and `Handler.check` for what can be refused without knowing anything; processing goes on with
`verify`, which only reads, and `receive`, which calls one action of `models`. An activity of a type
that nobody handles is refused politely: it is not an error to speak a dialect.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, ClassVar, Literal, TypeVar

import msgspec

from federation.authenticating import Authenticator
from federation.context import Federation
from federation.errors import Reason, Rejected
from federation.reading import known_type
from federation.resolving import Resolver
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, decode
from models.tables.account import Account
from models.values.remote_post import Accepted, ReceivedVia


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What an activity has brought about."""

    outcome: Literal["accepted", "duplicate", "ignored"] = "accepted"
    reason: Reason | None = None
    """Why it was ignored."""
    object_uri: str = ""
    post_id: int | None = None
    community_id: int | None = None
    """The community whose log it belongs to."""
    waiting_community_id: int | None = None
    """A community whose host must decide: it is forwarded and not yet in the log."""
    starts_thread: bool = False
    erased: tuple[str, ...] = ()
    """Objects that were deleted: what we keep of their text goes too."""
    undone: str = ""
    """An activity that must have no effect even if it comes later."""
    inner: "tuple[Verified, Effect] | None" = None
    """What an announced activity has brought about."""

    @classmethod
    def of(cls, accepted: Accepted, object_uri: str, **more: Any) -> "Effect":
        """Return the effect that an action's answer means."""
        if accepted.outcome in ("duplicate", "ignored"):
            return DUPLICATE if accepted.outcome == "duplicate" else IGNORED
        return cls(
            object_uri=object_uri,
            post_id=accepted.post_id,
            community_id=accepted.community_id,
            waiting_community_id=accepted.waiting_community_id,
            starts_thread=accepted.starts_thread,
            **more,
        )


IGNORED = Effect(outcome="ignored", reason=Reason.NOT_FOR_US)
DUPLICATE = Effect(outcome="duplicate")


class Handler:
    """Base of all handlers; one instance a process, without state of its own."""

    wire: ClassVar[type[ActivityWire]]

    def __init__(self, handlers: "Handlers") -> None:
        self.ctx = handlers.federation
        self.handlers = handlers

    def check(self, wire: Any) -> None:
        """Refuse what is wrong whatever we know: called by the gate, so that a sender hears it."""

    async def verify(self, wire: Any, verified: Verified, sight: Sight) -> Any:
        """Judge without writing, and return what `receive` needs; raises Rejected or Deferred."""

    async def receive(self, wire: Any, verified: Verified, plan: Any) -> Effect:
        """Bring the effect about, within the transaction of the caller."""
        raise NotImplementedError

    async def undo(self, inner: Any, undone_uri: str, actor: Account, sight: Any) -> Effect:
        """Take the effect back; only of types that can be undone."""
        raise Rejected(Reason.NOT_ALLOWED, f"{type(self).__name__} cannot be undone")


H = TypeVar("H", bound=type[Handler])
_handlers: dict[str, type[Handler]] = {}


def activity(wire: type[ActivityWire], *, also: tuple[str, ...] = ()) -> Callable[[H], H]:
    """Register a handler for the type that its wire struct names; `also` are its synonyms."""

    def register(handler: H) -> H:
        handler.wire = wire
        for name in (str(wire.__struct_config__.tag), *also):
            _handlers[name] = handler
        return handler

    return register


def discover() -> dict[str, type[Handler]]:
    """Import every file of `federation/activities` and return all handlers by type."""
    package = importlib.import_module("federation.activities")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"federation.activities.{module.name}")
    return dict(_handlers)


class Handlers:
    """The handlers of one process, ready to work."""

    def __init__(self, federation: Federation, resolver: Resolver) -> None:
        self.federation = federation
        self.resolver = resolver
        self.authenticator = Authenticator(federation)
        self._by_type = {name: kind(self) for name, kind in discover().items()}

    def of(self, document: dict[str, Any]) -> Handler:
        """Return who handles a document; Rejected(TYPE_UNKNOWN) when nobody does."""
        name = known_type(document.get("type"), self._by_type)
        if name is None:
            raise Rejected(Reason.TYPE_UNKNOWN, str(document.get("type"))[:80])
        return self._by_type[name]

    def read(self, document: dict[str, Any]) -> tuple[Handler, Any]:
        """Return who handles a document, and the document as that handler reads it."""
        handler = self.of(document)
        tag = handler.wire.__struct_config__.tag
        if document["type"] != tag:
            document = {**document, "type": tag}
        wire = decode(document, handler.wire)
        handler.check(wire)
        return handler, wire


def via(federation: Federation, verified: Verified) -> ReceivedVia:
    """Return by which road an activity came, which decides who lets guests into a community."""
    if verified.relayed_by is None:
        return "direct"
    if federation.communities.by_group(verified.relayed_by) is not None:
        return "announce"
    if federation.communities.is_partner_actor(verified.relayed_by):
        return "log"
    return "direct"
