"""The record of a demo: `demo.json` in its folder, which lets a later start continue it.

It holds passwords and tokens, so only its owner can read it. It is written whole under another name
and then moved into its place: a demo that is killed finds either the old or the new one.
"""

import os
import secrets
from pathlib import Path

import msgspec

from server.demo.plan import Options

FILE = "demo.json"


class Login(msgspec.Struct, kw_only=True):
    """How somebody enters."""

    username: str
    email: str
    password: str
    token: str
    account_id: int


class Household(msgspec.Struct, kw_only=True):
    """The people of one partner."""

    name: str
    admin: Login
    members: list[Login]


class Record(msgspec.Struct, kw_only=True):
    """What happened so far."""

    version: int = 1
    options: Options
    households: list[Household] = []
    is_founded: bool = False
    has_joined: bool = False
    acts_done: int = 0
    """Acts of the conversation that are over."""
    post_ids: dict[str, str] = {}
    """Post ids by the key that the conversation calls them."""


def load(directory: Path) -> Record | None:
    """Return the record of the demo in `directory`, None when there is none yet."""
    try:
        raw = (directory / FILE).read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(raw, type=Record)


def save(directory: Path, record: Record) -> None:
    """Keep the record."""
    write_whole(directory / FILE, msgspec.json.format(msgspec.json.encode(record)), 0o600)


def write_whole(file: Path, content: bytes, mode: int) -> None:
    """Write a file so that a reader sees all of it or nothing."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
