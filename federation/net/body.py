"""Reading an answer's body without letting it grow past a limit.

The client takes compressed answers as they come and inflates them here, piece by piece: asking the
library for the whole would turn 300 KB on the wire into 300 MB in memory. The limit counts what
comes out, and what comes in as well.
"""

import zlib

import aiohttp

from federation.errors import Reason, Rejected, Unreachable

_GZIP = 16 + zlib.MAX_WBITS


def _too_large(limit: int) -> Rejected:
    return Rejected(Reason.RESPONSE_TOO_LARGE, f"more than {limit} bytes")


async def read_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the whole body, inflated; raises Rejected(RESPONSE_TOO_LARGE | ENCODING_REFUSED)."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise Rejected(Reason.ENCODING_REFUSED, coding[:80])
    if (response.content_length or 0) > limit:
        raise _too_large(limit)
    if coding in ("gzip", "x-gzip"):
        return await _inflate(response.content, limit)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


async def _inflate(content: aiohttp.StreamReader, limit: int) -> bytes:
    inflater = zlib.decompressobj(_GZIP)
    body = bytearray()
    received = 0
    async for chunk in content.iter_any():
        received += len(chunk)
        try:
            # One byte more than is left tells a body of exactly the limit from a larger one.
            body += inflater.decompress(chunk, limit + 1 - len(body))
        except zlib.error as error:
            raise Unreachable(f"broken gzip: {error}") from error
        if len(body) > limit or received > limit:
            raise _too_large(limit)
    if received and not inflater.eof:
        raise Unreachable("gzip body ended early")
    return bytes(body)


async def read_excerpt(response: aiohttp.ClientResponse, limit: int, most: int = 16_384) -> str:
    """Return the start of a body, for the log; reads on a little so that the connection is reused.

    Beyond `most` bytes the rest is not worth the connection, which then closes with the response.
    """
    start = bytearray()
    received = 0
    async for chunk in response.content.iter_any():
        received += len(chunk)
        if len(start) < limit:
            start += chunk[: limit - len(start)]
        if received > most:
            break
    return start.decode("utf-8", "replace")
