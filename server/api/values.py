"""Values that clients type in a form of their own."""

import math

from models.errors import Invalid


def focus_of(typed: str | None) -> tuple[float, float] | None:
    """Return the two numbers of "x,y".

    Errors:
        Invalid: it is something else.
    """
    if not typed:
        return None
    try:
        x, y = (float(part) for part in typed.split(","))
    except ValueError as error:
        raise Invalid("Validation failed: Focus must be two numbers") from error
    if not (math.isfinite(x) and math.isfinite(y)):
        raise Invalid("Validation failed: Focus must be two numbers")
    return x, y
