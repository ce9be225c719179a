"""Schema and limits: the last look at a document's shape before anybody acts on it.

The inbox and the fetcher enter here with a parsed document. jsonschema-rs decides, because it takes
microseconds; jsonschema, the reference implementation, checks our schemas when they are loaded and
explains a refusal to an admin; a property test holds both to the same verdict. The schema is picked
by `type`, and what an activity embeds as its `object` is checked by its own type as well. A `$ref`
is only ever resolved among our own files. Nothing is changed or stored here.
"""

import json
from importlib import resources
from typing import Any, Final, NoReturn, Self

import jsonschema
import jsonschema_rs
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from federation.errors import Reason, Rejected
from federation.reading import known_type, one_or_many
from federation.settings import FederationSettings

_PREFIX: Final = "urn:hanse:schema:"
_GENERAL: Final = "object"
_DEEPEST: Final = 4
"""Announce of an Undo of a Like of a Note is the deepest nest that anybody sends."""


def _refuse_remote(uri: str) -> NoReturn:
    raise ValueError(f"a schema refers to {uri}, which is not ours")


class Schemas:
    """All schemas, compiled once per process, with the limits that go beyond them."""

    def __init__(self, documents: dict[str, dict[str, Any]], settings: FederationSettings) -> None:
        for schema in documents.values():
            jsonschema.Draft202012Validator.check_schema(schema)
        self._documents = documents
        self._reference = Registry().with_resources(
            (schema["$id"], DRAFT202012.create_resource(schema)) for schema in documents.values()
        )
        registry = jsonschema_rs.Registry(
            [(schema["$id"], schema) for schema in documents.values()], retriever=_refuse_remote
        )
        self._validators = {
            kind: jsonschema_rs.Draft202012Validator(schema, registry=registry)
            for kind, schema in documents.items()
        }
        self._kind_of_type = {
            name: kind for kind, schema in documents.items() for name in schema.get("types", ())
        }
        addressees = dict.fromkeys(("to", "cc", "bto", "bcc", "audience"), settings.recipients)
        options = dict.fromkeys(("oneOf", "anyOf"), settings.poll_options)
        self._most = {
            **addressees,
            **options,
            "tag": settings.tags,
            "attachment": settings.attachments,
        }
        self._longest = dict.fromkeys(("content", "summary", "name"), settings.content_length)
        self._longest |= dict.fromkeys(("id", "url", "inbox"), settings.id_length)

    @classmethod
    def load(cls, settings: FederationSettings) -> Self:
        """Read the schemas that are installed with this package and compile them."""
        documents = {}
        for entry in resources.files("federation.schemas").iterdir():
            if entry.name.endswith(".json"):
                documents[entry.name.removesuffix(".json")] = json.loads(entry.read_text("utf-8"))
        return cls(documents, settings)

    @property
    def kinds(self) -> frozenset[str]:
        """The names of all schemas."""
        return frozenset(self._documents)

    def kind(self, document: dict[str, Any]) -> str:
        """Return which schema a document is checked by; two types that we know are refused."""
        name = known_type(document.get("type"), self._kind_of_type)
        return _GENERAL if name is None else self._kind_of_type[name]

    def validate(self, document: dict[str, Any], kind: str | None = None) -> None:
        """Return if the document and all that it embeds as `object` have a shape that we read.

        Raises Rejected(SCHEMA_REFUSED | SHAPE_REFUSED), the latter for what exceeds a limit.
        """
        if not document.get("type"):
            raise Rejected(Reason.SCHEMA_REFUSED, "no type")
        self._check(document, kind or self.kind(document), 1)

    def _check(self, document: dict[str, Any], kind: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise Rejected(Reason.SHAPE_REFUSED, f"objects nested deeper than {_DEEPEST}")
        self._check_limits(document)
        if not self._validators[kind].is_valid(document):
            raise Rejected(Reason.SCHEMA_REFUSED, self._first_error(document, kind))
        for embedded in one_or_many(document.get("object")):
            if isinstance(embedded, dict):
                self._check(embedded, self.kind(embedded), depth + 1)

    def _check_limits(self, document: dict[str, Any]) -> None:
        for name in self._most.keys() & document.keys():
            member = document[name]
            if isinstance(member, list) and len(member) > self._most[name]:
                raise Rejected(Reason.SHAPE_REFUSED, f"{name}: {len(member)} entries")
        for name in self._longest.keys() & document.keys():
            member = document[name]
            if isinstance(member, str) and _longer(member, self._longest[name]):
                raise Rejected(Reason.SHAPE_REFUSED, f"{name}: longer than {self._longest[name]}")

    def _first_error(self, document: dict[str, Any], kind: str) -> str:
        error = next(self._validators[kind].iter_errors(document))
        path = "/".join(str(step) for step in error.instance_path)
        return f"{kind}: {path or 'document'}: {error.message[:200]}"

    def agrees(self, document: dict[str, Any], kind: str) -> bool:
        """Return the verdict of the reference implementation on one document, without limits."""
        return self._reference_validator(kind).is_valid(document)

    def explain(self, document: dict[str, Any], kind: str | None = None) -> str | None:
        """Return the most telling reason why a document does not fit, for admins; None if it does.

        Takes milliseconds: never for a sender, only for a person who asked.
        """
        validator = self._reference_validator(kind or self.kind(document))
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        return None if error is None else f"{error.json_path}: {error.message}"

    def _reference_validator(self, kind: str) -> jsonschema.Draft202012Validator:
        return jsonschema.Draft202012Validator(self._documents[kind], registry=self._reference)


def _longer(text: str, limit: int) -> bool:
    """Tell whether a text exceeds a limit in UTF-8 bytes, without encoding what cannot."""
    if len(text) * 4 <= limit:
        return False
    return len(text) > limit or len(text.encode()) > limit
