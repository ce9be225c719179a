"""Media: uploads, which are images only; each is encoded anew before anything is stored."""

import msgspec

from models.actions import media
from models.errors import Invalid, NotFound
from models.queries import uploads
from models.values.image import StoredImage
from server.api.entities.media import MediaAttachment, present_media
from server.api.values import focus_of
from server.call import Call
from server.desk import Desk
from server.images.pipeline import Picture
from server.parameters import Upload
from server.routing import Nothing, Routes

routes = Routes()


class UploadForm(msgspec.Struct, kw_only=True):
    """A file and what its owner says about it."""

    file: Upload
    description: str = ""
    focus: str | None = None


class DescribeForm(msgspec.Struct, kw_only=True):
    """A new description."""

    description: str | None = None
    focus: str | None = None


async def _store(desk: Desk, picture: Picture) -> StoredImage:
    key = desk.storage.new_key(picture.extension)
    preview = desk.storage.new_key(picture.preview_extension)
    await desk.storage.put(key, picture.body)
    await desk.storage.put(preview, picture.preview)
    return StoredImage(
        file_key=key,
        preview_key=preview,
        mime=picture.mime,
        size=len(picture.body),
        width=picture.width,
        height=picture.height,
        preview_width=picture.preview_width,
        preview_height=picture.preview_height,
        blurhash=picture.blurhash,
        kind="image",
    )


async def _shown(call: Call[object], media_id: int) -> MediaAttachment:
    row = await uploads.own(call.member_id, media_id)
    if row is None:
        raise NotFound(f"media {media_id}")
    return present_media(call.home, row)


async def _upload(call: Call[UploadForm]) -> MediaAttachment:
    form, member = call.form, await call.member()
    focus = focus_of(form.focus) or (0.0, 0.0)
    if len(form.description) > call.home.limits.description:
        raise Invalid("Validation failed: Description is too long")
    stored = await _store(call.desk, await call.desk.pictures.make(form.file.body))
    made = await media.create(call.home, member, stored, form.description, focus)
    return await _shown(call, made.id)


@routes.post(
    "/api/v2/media",
    scope="write:media",
    form=UploadForm,
    entity=MediaAttachment,
    limit="uploads",
)
async def upload(call: Call[UploadForm]) -> MediaAttachment:
    """Upload an image; the answer comes when it is ready."""
    return await _upload(call)


@routes.post(
    "/api/v1/media",
    scope="write:media",
    form=UploadForm,
    entity=MediaAttachment,
    limit="uploads",
)
async def upload_v1(call: Call[UploadForm]) -> MediaAttachment:
    """Upload an image, as older clients do."""
    return await _upload(call)


@routes.get("/api/v1/media/{id}", scope="write:media", entity=MediaAttachment)
async def show_media(call: Call[Nothing]) -> MediaAttachment:
    """Show an own upload."""
    return await _shown(call, call.path_id)


@routes.put("/api/v1/media/{id}", scope="write:media", form=DescribeForm, entity=MediaAttachment)
async def describe_media(call: Call[DescribeForm]) -> MediaAttachment:
    """Describe an own upload that hangs on no post yet."""
    form = call.form
    await media.update(
        call.home, await call.member(), call.path_id, form.description, focus_of(form.focus)
    )
    return await _shown(call, call.path_id)


@routes.delete("/api/v1/media/{id}", scope="write:media", entity=Nothing)
async def discard_media(call: Call[Nothing]) -> Nothing:
    """Remove an own upload that hangs on no post."""
    gone = await media.discard(call.home, await call.member(), call.path_id)
    for key in (gone.file_key, gone.preview_key):
        await call.desk.storage.remove(key)
    return Nothing()
