"""Posts: everything that stands in a timeline or a thread, boosts included, and its history."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Document, Moment
from models.tables.account import Account
from models.tables.community import Community


class Post(Model):
    """A post, or a boost of one (`boost_of_id`); deleted ones stay as tombstones.

    The id is `ids.post_id(published_at, uri)`: the same at every partner, ordered by time.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    uri = fields.CharField(max_length=2048, unique=True)
    """Of a boost: the id of its Announce."""
    url = fields.TextField(default="")
    author: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="posts", on_delete=fields.CASCADE
    )
    author_id: int
    community: fields.ForeignKeyNullableRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="posts", null=True, on_delete=fields.SET_NULL
    )
    community_id: int | None
    type = fields.CharField(max_length=16, default="Note")
    in_reply_to_id = fields.BigIntField(null=True)
    in_reply_to_uri = fields.TextField(null=True)
    """Kept also while the parent is unknown here."""
    thread_id = fields.BigIntField()
    """Id of the thread's first post; of a first post, its own id."""
    boost_of_id = fields.BigIntField(null=True)
    visibility = fields.CharField(max_length=16, default="public")
    """"public", "unlisted", "private" (followers) or "direct"."""
    name = fields.TextField(default="")
    content = fields.TextField(default="")
    """Sanitised HTML."""
    source = fields.TextField(default="")
    """As typed, for editing; empty for remote posts."""
    spoiler = fields.TextField(default="")
    is_sensitive = fields.BooleanField(default=False)
    language = fields.CharField(max_length=16, default="")
    emojis = Document(default=list)
    application = fields.TextField(default="")
    published_at = Moment()
    edited_at = Moment(null=True)
    received_at = Moment()
    deleted_at = Moment(null=True)
    is_local = fields.BooleanField(default=False)
    likes_count = fields.IntField(default=0)
    boosts_count = fields.IntField(default=0)
    replies_count = fields.IntField(default=0)
    revision = fields.IntField(default=0)
    """Grows with every change that a reader can see; cached fragments carry it."""

    class Meta:
        table = "post"
        unique_together = (("author", "boost_of_id"),)
        indexes = (
            Index(fields=("author_id", "id")),
            Index(fields=("community_id", "id")),
            Index(fields=("thread_id", "id")),
            Index(fields=("in_reply_to_id", "id")),
            Index(fields=("boost_of_id", "id")),
            Index(fields=("visibility", "id")),
            Index(fields=("visibility", "is_local", "id")),
        )


class PostTag(Model):
    """A hashtag in a post; `name` is lower case."""

    id = fields.BigIntField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="tags", on_delete=fields.CASCADE
    )
    post_id: int
    name = fields.CharField(max_length=255)
    display = fields.CharField(max_length=255)

    class Meta:
        table = "post_tag"
        unique_together = (("post", "name"),)
        indexes = (Index(fields=("name", "post_id")),)


class Mention(Model):
    """Somebody a post is addressed to by name; a silent one stands in `to` or `cc` only."""

    id = fields.BigIntField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="mentions", on_delete=fields.CASCADE
    )
    post_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="mentioned_in", on_delete=fields.CASCADE
    )
    account_id: int
    is_silent = fields.BooleanField(default=False)

    class Meta:
        table = "mention"
        unique_together = (("post", "account"),)
        indexes = (Index(fields=("account_id", "post_id")),)


class PostRevision(Model):
    """An earlier text of an edited post, as readers saw it."""

    id = fields.BigIntField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="revisions", on_delete=fields.CASCADE
    )
    post_id: int
    content = fields.TextField()
    spoiler = fields.TextField(default="")
    is_sensitive = fields.BooleanField(default=False)
    media = Document(default=list)
    poll = Document(null=True)
    created_at = Moment()

    class Meta:
        table = "post_revision"
        indexes = (Index(fields=("post_id", "id")),)
