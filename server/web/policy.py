"""Headers that fence a page in: nothing runs, nothing loads, nobody frames it.

The pages need no script, so none is allowed, not even our own. Media come from their own origin.
`form-action` is left out on pages whose form redirects to an app: browsers apply it to the redirect
too, and an app's address may have any scheme.
"""


def content_security_policy(
    *, media_origins: tuple[str, ...] = (), form_leaves: bool = False, is_secure: bool = True
) -> str:
    """Return the Content-Security-Policy of one page; `media_origins` are scheme://authority."""
    media = " ".join(("'self'", *media_origins))
    rules = [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        f"img-src {media}",
        f"media-src {media}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if not form_leaves:
        rules.append("form-action 'self'")
    if is_secure:
        rules.append("upgrade-insecure-requests")
    return "; ".join(rules)
