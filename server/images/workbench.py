"""The workbench: decodes one image in a process of its own and gives back clean pixels.

Run as a script by `pipeline`, never imported by the server: image decoders are where hostile files
do harm, so this process has no network to use, may open no file for writing, and dies when it takes
more memory or time than an honest image needs. It reads a header line and the upload from standard
input and writes a header line and two files to standard output. Whatever stood in the upload
besides pixels (EXIF, GPS, colour profiles, comments, trailing bytes) is gone, because the pixels
are encoded anew.
"""

import io
import json
import resource
import sys
import warnings

import blurhash_rs
from PIL import Image, ImageOps, ImageSequence

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MEMORY = 1_500_000_000
_CPU_SECONDS = 20
_PREVIEW_PIXELS = 230_400
_FRAMES = 1_000
_QUALITY = 85


class Refused(Exception):
    """Not an image that we take; the argument says why."""


def fence() -> None:
    """Give up what decoding does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def opened(raw: bytes, pixels: int) -> Image.Image:
    """Return the image after a look at its header only: size before decoding."""
    try:
        image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("type") from error
    width, height = image.size
    if width < 1 or height < 1 or width * height > pixels:
        raise Refused("pixels")
    if getattr(image, "n_frames", 1) > _FRAMES:
        raise Refused("frames")
    return image


def upright(image: Image.Image, edge: int) -> Image.Image:
    """Return the pixels, turned as the camera was held, in a mode that every reader shows."""
    image.draft("RGB", (edge, edge))
    turned = ImageOps.exif_transpose(image)
    has_alpha = "A" in turned.getbands() or "transparency" in turned.info
    plain = turned.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    plain.info.clear()
    return plain


def preview_of(image: Image.Image) -> Image.Image:
    """Return a copy with at most as many pixels as a preview has."""
    width, height = image.size
    if width * height <= _PREVIEW_PIXELS:
        return image
    factor = (_PREVIEW_PIXELS / (width * height)) ** 0.5
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def encoded(image: Image.Image) -> tuple[bytes, str]:
    """Return the file and its extension: PNG where transparency counts, JPEG otherwise."""
    stream = io.BytesIO()
    if image.mode == "RGBA":
        image.save(stream, "PNG", optimize=False)
        return stream.getvalue(), "png"
    image.save(stream, "JPEG", quality=_QUALITY, progressive=True)
    return stream.getvalue(), "jpg"


def hashed(image: Image.Image) -> str:
    """Return the blurhash: what readers see until the picture is there."""
    tiny = image.convert("RGB")
    tiny.thumbnail((64, 64))
    x, y = (4, 3) if tiny.width >= tiny.height else (3, 4)
    return str(blurhash_rs.blurhash_encode(tiny, x, y))


def animated(image: Image.Image, edge: int) -> bytes | None:
    """Return an animation as WebP, or None for a still image."""
    if getattr(image, "n_frames", 1) < 2:
        return None
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(frame.info.get("duration", 100))
        plain = frame.convert("RGBA")
        plain.thumbnail((edge, edge))
        plain.info.clear()
        frames.append(plain)
    stream = io.BytesIO()
    frames[0].save(
        stream, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0
    )
    return stream.getvalue()


def made(raw: bytes, pixels: int, edge: int) -> tuple[dict[str, object], bytes, bytes]:
    """Return facts, the file and the preview."""
    image = opened(raw, pixels)
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.width * image.height * frames > 4 * pixels:
        raise Refused("frames")
    try:
        moving = animated(image, edge)
        image.seek(0)
        still = upright(image, edge)
        preview = preview_of(still)
        body, extension = (moving, "webp") if moving is not None else encoded(still)
        small, small_extension = encoded(preview)
        facts: dict[str, object] = {
            "extension": extension,
            "preview_extension": small_extension,
            "width": still.width,
            "height": still.height,
            "preview_width": preview.width,
            "preview_height": preview.height,
            "blurhash": hashed(preview),
        }
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Refused("broken") from error
    return facts, body, small


def main() -> None:
    """Serve one image from standard input to standard output."""
    fence()
    warnings.simplefilter("ignore")
    source = sys.stdin.buffer
    wanted = json.loads(source.readline())
    try:
        facts, body, small = made(source.read(), wanted["pixels"], wanted["edge"])
    except (Refused, MemoryError) as error:
        reason = error.args[0] if isinstance(error, Refused) else "memory"
        facts, body, small = {"refused": reason}, b"", b""
    facts["size"], facts["preview_size"] = len(body), len(small)
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + body + small)


if __name__ == "__main__":
    main()
