"""Uploads: only clean images come out, whatever goes in (group M)."""

import io
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from models.actions import media
from tests.server.rig import Answer, Caller, Rig


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 200), **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 40, 30)).save(stream, kind, **options)
    return stream.getvalue()


async def upload(
    caller: Caller, raw: bytes, name: str = "x.png", path: str = "/api/v2/media", **fields: str
) -> Answer:
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(raw), filename=name, content_type="image/png")
    for field, value in fields.items():
        form.add_field(field, value)
    return await caller.ask("POST", path, data=form)


def local(address: str) -> str:
    return "/media/" + address.rpartition("/")[2]


@pytest.mark.parametrize("path", ["/api/v2/media", "/api/v1/media"])
async def test_an_upload_is_ready_at_once_with_what_clients_need(rig: Rig, path: str) -> None:
    anna = await rig.member("anna")
    answer = await upload(anna, picture(), path=path, description="a red one", focus="0.5,-0.5")
    assert answer.status == 200
    made = answer.json
    assert made["type"] == "image"
    assert made["description"] == "a red one"
    assert made["meta"]["original"] == {
        "width": 320,
        "height": 200,
        "size": "320x200",
        "aspect": 1.6,
    }
    assert made["meta"]["focus"] == {"x": 0.5, "y": -0.5}
    assert len(made["blurhash"]) > 10
    assert (await anna.get(f"/api/v1/media/{made['id']}")) == made
    post = await anna.write("look", media_ids=[made["id"]])
    assert [each["id"] for each in post["media_attachments"]] == [made["id"]]


async def test_a_served_image_can_be_nothing_else(rig: Rig) -> None:
    anna = await rig.member("anna")
    made = (await upload(anna, picture())).json
    answer = await rig.anybody().ask(
        "GET", local(made["url"]), headers={"Accept": "application/activity+json"}
    )
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    with Image.open(io.BytesIO(answer.body)) as image:
        assert image.size == (320, 200)


async def test_where_a_photo_was_taken_is_not_kept(rig: Rig) -> None:
    anna = await rig.member("anna")
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[1] = "N"
    raw = picture("JPEG", exif=exif, comment=b"where I live")
    assert b"SpyCam" in raw
    made = (await upload(anna, raw)).json
    for address in (made["url"], made["preview_url"]):
        body = (await anna.ask("GET", local(address))).body
        assert b"SpyCam" not in body
        assert b"where I live" not in body
        with Image.open(io.BytesIO(body)) as image:
            assert not image.getexif()


async def test_a_photo_is_turned_as_the_camera_was_held(rig: Rig) -> None:
    anna = await rig.member("anna")
    exif = Image.Exif()
    exif[0x0112] = 6
    made = (await upload(anna, picture("JPEG", exif=exif))).json
    original = made["meta"]["original"]
    assert (original["width"], original["height"]) == (200, 320)


async def test_what_hangs_behind_an_image_is_cut_off(rig: Rig) -> None:
    anna = await rig.member("anna")
    raw = picture("PNG") + b"PK\x03\x04<script>alert(1)</script>"
    made = (await upload(anna, raw)).json
    assert b"<script>" not in (await anna.ask("GET", local(made["url"]))).body


def bomb() -> bytes:
    """Return a PNG of a few bytes whose header says 60,000 by 60,000."""
    header = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    whole = len(header).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + whole


def frames(count: int) -> bytes:
    stream = io.BytesIO()
    # Each frame differs from the last, or the encoder would make one of them.
    images = [Image.new("RGB", (2, 2), (n % 256, 255 * (n % 2), n // 256)) for n in range(count)]
    images[0].save(stream, "GIF", save_all=True, append_images=images[1:], duration=20)
    return stream.getvalue()


REFUSED = {
    "markup": b'{"type":"Person","id":"https://evil.example/actor"}',
    "page": b"<html><script>alert(1)</script></html>",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "bomb": bomb(),
    "cut": picture("PNG", (900, 900))[:-400],
    "empty": b"",
    "film": frames(1_200),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_anything_but_an_honest_image_is_refused_and_leaves_nothing(
    rig: Rig, kind: str
) -> None:
    anna = await rig.member("anna")
    answer = await upload(anna, REFUSED[kind])
    assert answer.status == 422, answer.text
    assert answer.json["error"].startswith("Validation failed")
    folder = rig.desk.settings.data_path / "media"
    assert not [each for each in folder.rglob("*") if each.is_file()]


async def test_a_file_beyond_the_limit_is_refused(rig: Rig) -> None:
    anna = await rig.member("anna")
    answer = await upload(anna, b"\x00" * (rig.desk.settings.media.image_bytes + 1))
    assert answer.status == 422
    assert "too large" in answer.json["error"]


async def test_an_animation_stays_one(rig: Rig) -> None:
    anna = await rig.member("anna")
    made = (await upload(anna, frames(5), "x.gif")).json
    body = (await anna.ask("GET", local(made["url"]))).body
    with Image.open(io.BytesIO(body)) as image:
        assert image.n_frames == 5


async def test_a_name_with_a_path_writes_nowhere_else(rig: Rig) -> None:
    anna = await rig.member("anna")
    made = (await upload(anna, picture(), "../../../../escape.png")).json
    root = rig.desk.settings.data_path
    assert not list(root.parent.rglob("escape*"))
    path = rig.desk.storage.path(made["url"].rpartition("/")[2])
    assert isinstance(path, Path)
    assert path.is_relative_to(root / "media")
    for typed in ("../hanse.toml", "..%2fhanse.toml", "m" + "0" * 40 + ".jpg/../x"):
        assert (await anna.ask("GET", f"/media/{typed}")).status == 404


async def test_somebody_elses_or_used_uploads_cannot_be_attached(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    made = (await upload(anna, picture())).json
    path = f"/api/v1/media/{made['id']}"
    assert (await bela.ask("GET", path)).status == 404
    assert (await bela.ask("PUT", path, json={"description": "mine"})).status == 404
    stolen = await bela.ask(
        "POST", "/api/v1/statuses", json={"status": "x", "media_ids": [made["id"]]}
    )
    assert stolen.status == 422
    await anna.write("first", media_ids=[made["id"]])
    again = await anna.ask(
        "POST", "/api/v1/statuses", json={"status": "x", "media_ids": [made["id"]]}
    )
    assert again.status == 422


async def test_the_picture_of_a_deleted_post_is_gone_under_its_old_name(rig: Rig) -> None:
    anna = await rig.member("anna")
    made = (await upload(anna, picture())).json
    post = await anna.write("x", media_ids=[made["id"]])
    old = [local(made["url"]), local(made["preview_url"])]
    for path in old:
        assert (await rig.anybody().ask("GET", path)).status == 200
    await anna.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    for path in old:
        assert (await rig.anybody().ask("GET", path)).status == 404
    kept = await anna.get(f"/api/v1/media/{made['id']}")
    assert (await anna.ask("GET", local(kept["url"]))).status == 200
    await anna.write("again", media_ids=[made["id"]])


async def test_a_discarded_upload_leaves_no_file(rig: Rig) -> None:
    anna = await rig.member("anna")
    made = (await upload(anna, picture())).json
    assert (await anna.ask("DELETE", f"/api/v1/media/{made['id']}")).status == 200
    assert (await anna.ask("GET", local(made["url"]))).status == 404
    folder = rig.desk.settings.data_path / "media"
    assert not [each for each in folder.rglob("*") if each.is_file()]


async def test_a_profile_picture_is_made_anew_and_small(rig: Rig) -> None:
    anna = await rig.member("anna")
    form = aiohttp.FormData()
    form.add_field("avatar", picture("PNG", (1_000, 1_000)), filename="me.png")
    form.add_field("display_name", "Anna A")
    form.add_field("fields_attributes[0][name]", "Boat")
    form.add_field("fields_attributes[0][value]", "Dinghy")
    form.add_field("locked", "true")
    answer = await anna.ask("PATCH", "/api/v1/accounts/update_credentials", data=form)
    assert answer.status == 200, answer.text
    shown = answer.json
    assert (shown["display_name"], shown["locked"]) == ("Anna A", True)
    assert shown["source"]["fields"] == [{"name": "Boat", "value": "Dinghy", "verified_at": None}]
    body = (await rig.anybody().ask("GET", local(shown["avatar"]))).body
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (400, 400)
    root = rig.desk.settings.data_path / "media"
    form = aiohttp.FormData()
    form.add_field("avatar", picture("PNG", (50, 50)), filename="me.png")
    await anna.ask("PATCH", "/api/v1/accounts/update_credentials", data=form)
    assert (await anna.ask("GET", local(shown["avatar"]))).status == 404
    assert len([each for each in root.rglob("*") if each.is_file()]) == 1


async def test_an_upload_that_no_post_shows_is_forgotten_after_its_time(rig: Rig) -> None:
    anna = await rig.member("anna")
    kept, lost = [(await upload(anna, picture())).json for _ in range(2)]
    await anna.write("x", media_ids=[kept["id"]])
    clock = rig.assembly.home.clock
    assert await media.forget_unattached(clock, timedelta(hours=1)) == []
    names = await media.forget_unattached(clock, timedelta(seconds=-1))
    assert names == [lost[part].rpartition("/")[2] for part in ("url", "preview_url")]
    assert (await anna.ask("GET", f"/api/v1/media/{lost['id']}")).status == 404
    assert (await anna.ask("GET", local(kept["url"]))).status == 200
