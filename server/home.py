"""Home, from settings: what actions must know of the instance, for processes and commands alike.

It needs none of the rooms, so that a command about members does not wait for all of them.
"""

from models.home import ContentLimits, Home
from models.ports import Clock
from server.settings import Settings


def home_of(settings: Settings, clock: Clock) -> Home:
    """Return what actions must know of the instance with these settings."""
    limits = ContentLimits(
        characters=settings.limits.post_length,
        media=settings.media.attachments,
        description=settings.media.description_length,
        poll_options=settings.limits.poll_options,
        poll_option_characters=settings.limits.poll_option_length,
        upload_bytes=settings.media.image_bytes,
        upload_pixels=settings.media.image_pixels,
    )
    return Home(
        clock=clock,
        domain=settings.domain,
        base_url=settings.base_url,
        hosts=settings.hosts,
        limits=limits,
    )
