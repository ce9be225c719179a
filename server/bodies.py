"""Bodies: what a client sent after the head, read within limits whatever it calls itself.

Routing enters here for requests that are no GET. The content type is a hint: clients send JSON
without one and forms with odd ones, and neither may fail because of it. Files are streamed part by
part, so that nothing beyond the limits is ever held.
"""

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web

from federation.errors import Reason, Rejected
from models.errors import Invalid, Malformed
from server.connections import read_body
from server.parameters import Upload, nested
from server.settings.sections import LimitSettings, MediaSettings

_TEXT_BYTES = 1_048_576
_PARTS = 200
_UPLOAD_PATIENCE = 10
"""An upload may take so many times as long as another body."""


async def read(request: web.Request, limits: LimitSettings, media: MediaSettings) -> dict[str, Any]:
    """Return the parameters of the body.

    Errors:
        Malformed: it says it is JSON or a multipart form and is not.
        Invalid: a file is larger than the limit.
        Rejected: too large or too slow.
    """
    if not request.can_read_body:
        return {}
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request, limits, media)
    raw = await read_body(request, limits.body_bytes, limits.body_seconds)
    if "json" in kind or raw.lstrip()[:1] == b"{":
        return _json(raw)
    return _form(raw)


def _json(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed("The body is not valid JSON", str(error)) from error
    if not isinstance(value, dict):
        raise Malformed("The body is not a JSON object")
    # Some clients use form keys inside JSON as well.
    return nested(value.items()) if any("[" in key for key in value) else value


def _form(raw: bytes) -> dict[str, Any]:
    text = raw.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=1_000)
    except ValueError as error:
        raise Malformed("Too many parameters") from error
    return nested(pairs)


async def _multipart(
    request: web.Request, limits: LimitSettings, media: MediaSettings
) -> dict[str, Any]:
    pairs: list[tuple[str, Any]] = []
    try:
        async with asyncio.timeout(_UPLOAD_PATIENCE * limits.body_seconds):
            reader = await request.multipart()
            text_left, file_left = _TEXT_BYTES, media.image_bytes
            while (part := await reader.next()) is not None:
                if not isinstance(part, BodyPartReader) or len(pairs) >= _PARTS:
                    raise Malformed("The form has parts that do not belong there")
                if part.filename is None:
                    body = await _bytes(part, text_left)
                    text_left -= len(body)
                    pairs.append((part.name or "", body.decode("utf-8", "replace")))
                    continue
                body = await _bytes(part, file_left)
                file_left -= len(body)
                kind = part.headers.get("Content-Type", "")
                pairs.append((part.name or "", Upload(part.filename, kind, body)))
    except TimeoutError as error:
        raise Rejected(Reason.TIMED_OUT, "the form came too slowly") from error
    except ValueError as error:
        raise Malformed("The form cannot be read", str(error)) from error
    return nested(pairs)


async def _bytes(part: BodyPartReader, most: int) -> bytes:
    held = bytearray()
    while chunk := await part.read_chunk(65_536):
        held += chunk
        if len(held) > most:
            raise Invalid("Validation failed: File is too large")
    return bytes(held)
