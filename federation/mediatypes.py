"""Which content types count as ActivityPub, in requests and answers.

Exact on purpose: a file that somebody uploaded to an honest host must never pass as that host's
statement (CVE-2024-25623), and no host serves uploads under these names.
"""

from typing import Final

from federation.contexts import AS2

ACTIVITY_JSON: Final = "application/activity+json"
LD_JSON: Final = f'application/ld+json; profile="{AS2}"'
ACCEPT: Final = f"{LD_JSON}, {ACTIVITY_JSON}"


def is_activity_type(content_type: str) -> bool:
    """Tell whether a Content-Type is activity+json, or ld+json with the ActivityStreams profile."""
    media_type, *parameters = content_type.split(";")
    media_type = media_type.strip().lower()
    if media_type == ACTIVITY_JSON:
        return True
    if media_type != "application/ld+json":
        return False
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "profile":
            return AS2 in value.strip().strip('"').split()
    return False
