"""What an app asks for, in words that a member understands.

The consent page looks scopes up here; the sentences are translated there. A scope that is not in
the table must never reach a consent page: nobody can agree to something unexplained.
"""


def N_(message: str) -> str:  # noqa: N802  (the name that gettext tools know)
    """Mark `message` for translation where it is shown later."""
    return message


SCOPES: dict[str, str] = {
    "read": N_("Read everything in your account, private posts and notifications included"),
    "read:accounts": N_("See profiles, yours included"),
    "read:blocks": N_("See whom you block"),
    "read:bookmarks": N_("See your bookmarks"),
    "read:collections": N_("See your collections"),
    "read:favourites": N_("See what you liked"),
    "read:filters": N_("See your filters"),
    "read:follows": N_("See whom you follow and who follows you"),
    "read:lists": N_("See your lists"),
    "read:mutes": N_("See whom you mute"),
    "read:notifications": N_("See your notifications"),
    "read:search": N_("Search on your behalf"),
    "read:statuses": N_("Read every post that you can read, private ones included"),
    "write": N_("Do everything in your name: post, change, delete, like, follow, block"),
    "write:accounts": N_("Change your profile"),
    "write:blocks": N_("Block and unblock in your name"),
    "write:bookmarks": N_("Set and remove bookmarks"),
    "write:collections": N_("Change your collections"),
    "write:conversations": N_("Mark conversations as read, and delete them"),
    "write:favourites": N_("Like posts in your name"),
    "write:filters": N_("Change your filters"),
    "write:follows": N_("Follow and unfollow in your name"),
    "write:lists": N_("Change your lists"),
    "write:media": N_("Upload images, video and sound"),
    "write:mutes": N_("Mute and unmute in your name"),
    "write:notifications": N_("Clear your notifications"),
    "write:reports": N_("Report posts and people in your name"),
    "write:statuses": N_("Publish, edit and delete posts in your name"),
    "follow": N_("See and change whom you follow, mute and block"),
    "push": N_("Send notifications to your device"),
    "profile": N_("Know your name, handle and picture, and nothing else"),
    "admin:read": N_("Read everything that admins of this instance can read"),
    "admin:write": N_("Do everything that admins of this instance can do"),
    "admin:read:accounts": N_("See all accounts with their e-mail addresses"),
    "admin:read:reports": N_("Read reports"),
    "admin:read:domain_allows": N_("See which servers are allowed"),
    "admin:read:domain_blocks": N_("See which servers are blocked"),
    "admin:read:ip_blocks": N_("See which network addresses are blocked"),
    "admin:read:email_domain_blocks": N_("See which e-mail providers are blocked"),
    "admin:read:canonical_email_blocks": N_("See which e-mail addresses are blocked"),
    "admin:write:accounts": N_("Approve, suspend and delete accounts"),
    "admin:write:reports": N_("Decide on reports"),
    "admin:write:domain_allows": N_("Change which servers are allowed"),
    "admin:write:domain_blocks": N_("Change which servers are blocked"),
    "admin:write:ip_blocks": N_("Change which network addresses are blocked"),
    "admin:write:email_domain_blocks": N_("Change which e-mail providers are blocked"),
    "admin:write:canonical_email_blocks": N_("Change which e-mail addresses are blocked"),
}
