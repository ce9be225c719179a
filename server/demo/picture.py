"""The picture of a demo: a poster with a crane at sunset, drawn when it is needed.

Drawn at twice its size and scaled down, so that its edges are smooth.
"""

import io

from PIL import Image, ImageDraw, ImageFont

ALT_TEXT = (
    "Poster: an old harbour crane as a dark silhouette on the right, a large pale sun setting over"
    " calm water in the middle, low warehouses on the left. Above it in cream letters: Repair"
    " Weekend, Reparatur-Wochenende, 13 + 14 June."
)
WIDTH, HEIGHT = 1200, 800
_SCALE = 2
_HORIZON = 0.64
_NIGHT = (24, 38, 62)
_DUSK = (226, 134, 92)
_SUN = (250, 221, 168)
_CREAM = (252, 241, 222)
_INK = (16, 24, 40)

Color = tuple[int, int, int]


def draw_poster() -> bytes:
    """Return the poster as a PNG."""
    width, height = WIDTH * _SCALE, HEIGHT * _SCALE
    image = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(image)
    horizon = int(height * _HORIZON)
    _sky(pen, width, horizon)
    _sun(pen, width, horizon)
    _water(pen, width, height, horizon)
    _warehouses(pen, horizon)
    _crane(pen, width, horizon)
    _letters(pen, width)
    buffer = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _blend(start: Color, end: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _sky(pen: ImageDraw.ImageDraw, width: int, horizon: int) -> None:
    for y in range(horizon):
        pen.line((0, y, width, y), fill=_blend(_NIGHT, _DUSK, (y / horizon) ** 1.6))


def _sun(pen: ImageDraw.ImageDraw, width: int, horizon: int) -> None:
    radius, center = 190 * _SCALE, int(width * 0.47)
    box = (center - radius, horizon - radius, center + radius, horizon + radius)
    pen.ellipse(box, fill=_SUN)


def _water(pen: ImageDraw.ImageDraw, width: int, height: int, horizon: int) -> None:
    for y in range(horizon, height):
        share = (y - horizon) / (height - horizon)
        pen.line((0, y, width, y), fill=_blend(_blend(_DUSK, _NIGHT, 0.55), _INK, share))
    center = int(width * 0.47)
    for step in range(14):
        y = horizon + (14 + step * 18) * _SCALE
        half = (170 - step * 9 - (step % 3) * 22) * _SCALE
        shade = _blend(_SUN, _NIGHT, 0.25 + step * 0.045)
        pen.rounded_rectangle(
            (center - half, y, center + half, y + 5 * _SCALE), 3 * _SCALE, fill=shade
        )


def _warehouses(pen: ImageDraw.ImageDraw, horizon: int) -> None:
    left = 0
    for number, (width, tall) in enumerate(((90, 96), (120, 128), (84, 84), (104, 110))):
        right, top = left + width * _SCALE, horizon - tall * _SCALE
        middle, ridge = (left + right) // 2, top - 34 * _SCALE
        pen.polygon(
            [(left, horizon), (left, top), (middle, ridge), (right, top), (right, horizon)],
            fill=_INK,
        )
        window = left + 20 * _SCALE, top + 24 * _SCALE
        if number % 2 == 0:
            pen.rectangle((*window, window[0] + 12 * _SCALE, window[1] + 18 * _SCALE), fill=_SUN)
        left = right


def _crane(pen: ImageDraw.ImageDraw, width: int, horizon: int) -> None:
    def at(x: int, y: int) -> tuple[int, int]:
        return width - x * _SCALE, horizon - y * _SCALE

    thick = 11 * _SCALE
    pen.line((at(250, 0), at(210, 250)), fill=_INK, width=thick)
    pen.line((at(130, 0), at(170, 250)), fill=_INK, width=thick)
    for y in range(0, 250, 62):
        low, high = y * 40 // 250, (y + 62) * 40 // 250
        pen.line((at(250 - low, y), at(130 + high, y + 62)), fill=_INK, width=5 * _SCALE)
    pen.rectangle((at(228, 312), at(140, 250)), fill=_INK)
    pen.rectangle((at(216, 300), at(190, 274)), fill=_SUN)
    pen.line((at(190, 310), at(520, 470)), fill=_INK, width=thick)
    pen.line((at(150, 400), at(520, 470)), fill=_INK, width=3 * _SCALE)
    pen.line((at(160, 310), at(150, 402)), fill=_INK, width=7 * _SCALE)
    pen.line((at(520, 470), at(520, 210)), fill=_INK, width=3 * _SCALE)
    pen.arc((at(534, 212), at(506, 178)), 300, 200, fill=_INK, width=5 * _SCALE)
    pen.rectangle((at(300, 0), (width, horizon + 10 * _SCALE)), fill=_INK)


def _letters(pen: ImageDraw.ImageDraw, width: int) -> None:
    def write(text: str, y: int, size: int) -> None:
        font = ImageFont.load_default(size * _SCALE)
        pen.text((60 * _SCALE, y * _SCALE), text, font=font, fill=_CREAM)

    write("Repair Weekend", 60, 78)
    write("Reparatur-Wochenende", 158, 40)
    write("13 + 14 June", 214, 40)
