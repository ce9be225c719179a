"""Members: what is needed to make one, and what one may change of oneself."""

from typing import Literal

import msgspec

Role = Literal["member", "moderator", "admin"]
Visibility = Literal["public", "unlisted", "private", "direct"]


class NewKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Both key pairs of a new actor of ours: PEM for RSA and private keys, Multikey for Ed25519."""

    rsa_private: str
    rsa_public: str
    ed25519_private: str
    ed25519_public: str


class NewMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who signs up, or whom an admin adds."""

    username: str
    email: str
    password_hash: str
    role: Role = "member"
    state: Literal["waiting", "active"] = "active"
    locale: str = "en"
    reason: str = ""
    """Why they want to join, for whoever approves."""


class ProfileField(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table in a profile, as typed."""

    name: str
    value: str


class ProfileChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a member changes of the own profile and defaults; None leaves a thing as it is."""

    display_name: str | None = None
    note: str | None = None
    """Plain text."""
    fields: tuple[ProfileField, ...] | None = None
    avatar_url: str | None = None
    header_url: str | None = None
    is_locked: bool | None = None
    is_bot: bool | None = None
    is_discoverable: bool | None = None
    is_indexable: bool | None = None
    locale: str | None = None
    default_visibility: Visibility | None = None
    default_sensitive: bool | None = None
    default_language: str | None = None
