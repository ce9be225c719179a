"""What others made lies in the tree unchanged, with its licence, and is listed."""

import hashlib
import re

from server.web.assets import static_directory

STATIC = static_directory()
LIST = (STATIC / "vendor" / "VENDORED.md").read_text()


def test_listed_files_are_those_that_were_taken():
    rows = re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", LIST, re.MULTILINE)
    assert rows
    for name, digest in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_every_font_is_listed_and_every_licence_is_there():
    for font in (STATIC / "fonts").iterdir():
        assert f"`fonts/{font.name}`" in LIST
    for licence in re.findall(r"`(vendor/[\w-]+\.txt)`", LIST):
        assert (STATIC / licence).is_file()


def test_style_loads_nothing_from_elsewhere_and_knows_no_important():
    for sheet in (STATIC / "css").glob("*.css"):
        style = sheet.read_text()
        for address in re.findall(r"url\(\"?([^\")]+)", style):
            assert (sheet.parent / address).resolve().is_file(), address
        assert "@import" not in style
        assert "!important" not in style
