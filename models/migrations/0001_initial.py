from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.columns import Document, Moment


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                ("type", fields.CharField(max_length=16)),
                ("username", fields.CharField(max_length=255)),
                ("username_lower", fields.CharField(max_length=255)),
                ("domain", fields.CharField(max_length=255)),
                ("is_local", fields.BooleanField(default=False)),
                ("display_name", fields.TextField(default="", unique=False)),
                ("note", fields.TextField(default="", unique=False)),
                ("note_source", fields.TextField(default="", unique=False)),
                ("fields_shown", Document(default=list, generated=False, null=False, unique=False)),
                ("emojis", Document(default=list, generated=False, null=False, unique=False)),
                ("url", fields.TextField(default="", unique=False)),
                ("inbox", fields.TextField(default="", unique=False)),
                ("shared_inbox", fields.TextField(default="", unique=False)),
                ("outbox_uri", fields.TextField(default="", unique=False)),
                ("followers_uri", fields.TextField(default="", unique=False)),
                ("following_uri", fields.TextField(default="", unique=False)),
                ("featured_uri", fields.TextField(default="", unique=False)),
                ("avatar_url", fields.TextField(default="", unique=False)),
                ("header_url", fields.TextField(default="", unique=False)),
                ("is_locked", fields.BooleanField(default=False)),
                ("is_bot", fields.BooleanField(default=False)),
                ("is_discoverable", fields.BooleanField(default=True)),
                ("is_indexable", fields.BooleanField(default=False)),
                (
                    "also_known_as",
                    Document(default=list, generated=False, null=False, unique=False),
                ),
                ("moved_to", fields.TextField(null=True, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("updated_at", Moment(generated=False, null=False, unique=False)),
                ("fetched_at", Moment(null=True, generated=False, unique=False)),
                ("suspended_at", Moment(null=True, generated=False, unique=False)),
                ("deleted_at", Moment(null=True, generated=False, unique=False)),
                ("revision", fields.IntField(default=0)),
                ("posts_count", fields.IntField(default=0)),
                ("followers_count", fields.IntField(default=0)),
                ("following_count", fields.IntField(default=0)),
                ("last_post_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "account",
                "app": "models",
                "unique_together": (("username_lower", "domain"),),
                "indexes": [Index(fields=["domain"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                ("type", fields.CharField(max_length=32)),
                ("actor_uri", fields.CharField(max_length=2048)),
                ("object_uri", fields.CharField(default="", max_length=2048)),
                ("is_local", fields.BooleanField(default=False)),
                ("audience", fields.CharField(default="public", max_length=16)),
                ("community_id", fields.BigIntField(null=True)),
                ("seq", fields.BigIntField(null=True)),
                ("body", fields.BinaryField(null=True)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "activity",
                "app": "models",
                "unique_together": (("community_id", "seq"),),
                "indexes": [Index(fields=["object_uri"]), Index(fields=["is_local", "created_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="App",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("client_id", fields.CharField(unique=True, max_length=64)),
                ("secret_digest", fields.CharField(max_length=64)),
                ("name", fields.TextField(unique=False)),
                ("website", fields.TextField(default="", unique=False)),
                ("redirect_uris", Document(generated=False, null=False, unique=False)),
                ("scopes", fields.TextField(unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "oauth_app",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("token_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "app",
                    fields.ForeignKeyField(
                        "models.App",
                        source_field="app_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("grant_id", fields.BigIntField(null=True)),
                ("scopes", fields.TextField(unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("revoked_at", Moment(null=True, generated=False, unique=False)),
                ("last_used_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "oauth_token",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="blocks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "target",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="target_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="blocked_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("uri", fields.TextField(unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "block",
                "app": "models",
                "unique_together": (("account", "target"),),
                "indexes": [Index(fields=["target_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                ("slug", fields.CharField(max_length=64)),
                ("domain", fields.CharField(max_length=255)),
                ("name", fields.TextField(unique=False)),
                ("summary", fields.TextField(default="", unique=False)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="communities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("is_hosted", fields.BooleanField(default=False)),
                ("state", fields.CharField(default="founding", max_length=16)),
                ("roster_version", fields.IntField(default=0)),
                ("roster", Document(null=True, generated=False, unique=False)),
                ("log_seq", fields.BigIntField(default=0)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "community",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("destination_id", fields.BigIntField()),
                ("activity_id", fields.BigIntField()),
                ("signer_id", fields.BigIntField()),
                ("attempts", fields.IntField(default=0)),
                ("next_at", Moment(default=0, generated=False, null=False, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "delivery",
                "app": "models",
                "unique_together": (("destination_id", "activity_id"),),
                "indexes": [Index(fields=["destination_id", "id"]), Index(fields=["activity_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("inbox", fields.CharField(unique=True, max_length=2048)),
                ("host", fields.CharField(max_length=255)),
                ("is_partner", fields.BooleanField(default=False)),
                ("failures", fields.IntField(default=0)),
                ("failing_since", Moment(null=True, generated=False, unique=False)),
                ("next_at", Moment(default=0, generated=False, null=False, unique=False)),
                ("last_success_at", Moment(null=True, generated=False, unique=False)),
                ("last_reason", fields.CharField(default="", max_length=64)),
                ("retired_at", Moment(null=True, generated=False, unique=False)),
                ("leased_by", fields.CharField(default="", max_length=64)),
                ("leased_until", Moment(default=0, generated=False, null=False, unique=False)),
            ],
            options={
                "table": "destination",
                "app": "models",
                "indexes": [Index(fields=["next_at"]), Index(fields=["host"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("kind", fields.CharField(max_length=64)),
                ("body", Document(generated=False, null=False, unique=False)),
                ("lane", fields.SmallIntField(default=0)),
                ("state", fields.CharField(default="new", max_length=16)),
                ("attempts", fields.IntField(default=0)),
                ("next_at", Moment(generated=False, null=False, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "event",
                "app": "models",
                "indexes": [Index(fields=["state", "next_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "follower",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="follower_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="follows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "target",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="target_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="followed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("state", fields.CharField(default="pending", max_length=16)),
                ("uri", fields.TextField(unique=False)),
                ("shows_boosts", fields.BooleanField(default=True)),
                ("notifies", fields.BooleanField(default=False)),
                ("languages", Document(default=list, generated=False, null=False, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "follow",
                "app": "models",
                "unique_together": (("follower", "target"),),
                "indexes": [
                    Index(fields=["target_id", "state", "id"]),
                    Index(fields=["follower_id", "state", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("code_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "app",
                    fields.ForeignKeyField(
                        "models.App",
                        source_field="app_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("redirect_uri", fields.TextField(unique=False)),
                ("scopes", fields.TextField(unique=False)),
                ("challenge", fields.TextField(default="", unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("expires_at", Moment(generated=False, null=False, unique=False)),
                ("used_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "oauth_grant",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HomeEntry",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("owner_id", fields.BigIntField()),
                ("post_id", fields.BigIntField()),
            ],
            options={
                "table": "home_entry",
                "app": "models",
                "unique_together": (("owner_id", "post_id"),),
                "indexes": [Index(fields=["post_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("account_id", fields.BigIntField()),
                ("key", fields.CharField(max_length=255)),
                ("post_id", fields.BigIntField()),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "idempotency_key",
                "app": "models",
                "unique_together": (("account_id", "key"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Key",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="keys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                ("kind", fields.CharField(max_length=16)),
                ("public", fields.TextField(unique=False)),
                ("private", fields.TextField(null=True, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("retired_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "key",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Lease",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("owner", fields.CharField(default="", max_length=64)),
                ("epoch", fields.BigIntField(default=0)),
                ("expires_at", Moment(default=0, generated=False, null=False, unique=False)),
            ],
            options={
                "table": "lease",
                "app": "models",
                "pk_attr": "name",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Marker",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="markers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("timeline", fields.CharField(max_length=16)),
                ("last_read_id", fields.CharField(max_length=32)),
                ("version", fields.IntField(default=0)),
                ("updated_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "marker",
                "app": "models",
                "unique_together": (("account", "timeline"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Media",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="media",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("post_id", fields.BigIntField(null=True)),
                ("position", fields.IntField(default=0)),
                ("kind", fields.CharField(max_length=16)),
                ("state", fields.CharField(default="ready", max_length=16)),
                ("file_key", fields.TextField(default="", unique=False)),
                ("preview_key", fields.TextField(default="", unique=False)),
                ("remote_url", fields.TextField(default="", unique=False)),
                ("mime", fields.CharField(default="", max_length=128)),
                ("width", fields.IntField(default=0)),
                ("height", fields.IntField(default=0)),
                ("preview_width", fields.IntField(default=0)),
                ("preview_height", fields.IntField(default=0)),
                ("size", fields.BigIntField(default=0)),
                ("blurhash", fields.CharField(default="", max_length=128)),
                ("description", fields.TextField(default="", unique=False)),
                ("focus_x", fields.FloatField(default=0.0)),
                ("focus_y", fields.FloatField(default=0.0)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "media",
                "app": "models",
                "indexes": [
                    Index(fields=["post_id", "position"]),
                    Index(fields=["file_key"]),
                    Index(fields=["preview_key"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Member",
            fields=[
                (
                    "account",
                    fields.OneToOneField(
                        "models.Account",
                        source_field="account_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="member",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=320)),
                ("email_lower", fields.CharField(unique=True, max_length=320)),
                ("password_hash", fields.TextField(unique=False)),
                ("role", fields.CharField(default="member", max_length=16)),
                ("state", fields.CharField(default="active", max_length=16)),
                ("reason", fields.TextField(default="", unique=False)),
                ("locale", fields.CharField(default="en", max_length=16)),
                ("default_visibility", fields.CharField(default="public", max_length=16)),
                ("default_sensitive", fields.BooleanField(default=False)),
                ("default_language", fields.CharField(default="", max_length=16)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("approved_at", Moment(null=True, generated=False, unique=False)),
                ("last_seen_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "member",
                "app": "models",
                "pk_attr": "account_id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mute",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mutes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "target",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="target_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="muted_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("hides_notifications", fields.BooleanField(default=True)),
                ("expires_at", Moment(null=True, generated=False, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "mute",
                "app": "models",
                "unique_together": (("account", "target"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "source",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="source_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notified",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("post_id", fields.BigIntField(default=0)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "notification",
                "app": "models",
                "unique_together": (("account", "kind", "source", "post_id"),),
                "indexes": [Index(fields=["account_id", "id"]), Index(fields=["post_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="partners",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("domain", fields.CharField(max_length=255)),
                ("name", fields.TextField(default="", unique=False)),
                ("actor_uri", fields.CharField(max_length=2048)),
                ("key", fields.TextField(unique=False)),
                ("inbox", fields.TextField(unique=False)),
                ("is_self", fields.BooleanField(default=False)),
                ("is_host", fields.BooleanField(default=False)),
                ("joined_at", Moment(generated=False, null=False, unique=False)),
                ("left_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "partner",
                "app": "models",
                "unique_together": (("community", "domain"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PeerCursor",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("community_id", fields.BigIntField()),
                ("domain", fields.CharField(max_length=255)),
                ("seq", fields.BigIntField(default=0)),
                ("checked_at", Moment(null=True, generated=False, unique=False)),
                ("failed_at", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "peer_cursor",
                "app": "models",
                "unique_together": (("community_id", "domain"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Post",
            fields=[
                ("id", fields.BigIntField(primary_key=True, unique=True, db_index=True)),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                ("url", fields.TextField(default="", unique=False)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="author_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="posts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="posts",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("type", fields.CharField(default="Note", max_length=16)),
                ("in_reply_to_id", fields.BigIntField(null=True)),
                ("in_reply_to_uri", fields.TextField(null=True, unique=False)),
                ("thread_id", fields.BigIntField()),
                ("boost_of_id", fields.BigIntField(null=True)),
                ("visibility", fields.CharField(default="public", max_length=16)),
                ("name", fields.TextField(default="", unique=False)),
                ("content", fields.TextField(default="", unique=False)),
                ("source", fields.TextField(default="", unique=False)),
                ("spoiler", fields.TextField(default="", unique=False)),
                ("is_sensitive", fields.BooleanField(default=False)),
                ("language", fields.CharField(default="", max_length=16)),
                ("emojis", Document(default=list, generated=False, null=False, unique=False)),
                ("application", fields.TextField(default="", unique=False)),
                ("published_at", Moment(generated=False, null=False, unique=False)),
                ("edited_at", Moment(null=True, generated=False, unique=False)),
                ("received_at", Moment(generated=False, null=False, unique=False)),
                ("deleted_at", Moment(null=True, generated=False, unique=False)),
                ("is_local", fields.BooleanField(default=False)),
                ("likes_count", fields.IntField(default=0)),
                ("boosts_count", fields.IntField(default=0)),
                ("replies_count", fields.IntField(default=0)),
                ("revision", fields.IntField(default=0)),
            ],
            options={
                "table": "post",
                "app": "models",
                "unique_together": (("author", "boost_of_id"),),
                "indexes": [
                    Index(fields=["author_id", "id"]),
                    Index(fields=["community_id", "id"]),
                    Index(fields=["thread_id", "id"]),
                    Index(fields=["in_reply_to_id", "id"]),
                    Index(fields=["boost_of_id", "id"]),
                    Index(fields=["visibility", "id"]),
                    Index(fields=["visibility", "is_local", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Bookmark",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bookmarks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bookmarks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "bookmark",
                "app": "models",
                "unique_together": (("account", "post"),),
                "indexes": [Index(fields=["account_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Like",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="likes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="likes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("uri", fields.TextField(unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "post_like",
                "app": "models",
                "unique_together": (("account", "post"),),
                "indexes": [Index(fields=["post_id", "id"]), Index(fields=["account_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mentions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mentioned_in",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("is_silent", fields.BooleanField(default=False)),
            ],
            options={
                "table": "mention",
                "app": "models",
                "unique_together": (("post", "account"),),
                "indexes": [Index(fields=["account_id", "post_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Poll",
            fields=[
                (
                    "post",
                    fields.OneToOneField(
                        "models.Post",
                        source_field="post_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="poll",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("options", Document(generated=False, null=False, unique=False)),
                ("is_multiple", fields.BooleanField(default=False)),
                ("hides_totals", fields.BooleanField(default=False)),
                ("expires_at", Moment(null=True, generated=False, unique=False)),
                ("closed_at", Moment(null=True, generated=False, unique=False)),
                ("voters_count", fields.IntField(default=0)),
                ("votes_count", fields.IntField(default=0)),
                ("untold_since", Moment(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "poll",
                "app": "models",
                "indexes": [
                    Index(fields=["closed_at", "expires_at"]),
                    Index(fields=["untold_since"]),
                ],
                "pk_attr": "post_id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PollVote",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("choice", fields.IntField()),
                ("uri", fields.TextField(default="", unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "poll_vote",
                "app": "models",
                "unique_together": (("post", "account", "choice"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PostRevision",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content", fields.TextField(unique=False)),
                ("spoiler", fields.TextField(default="", unique=False)),
                ("is_sensitive", fields.BooleanField(default=False)),
                ("media", Document(default=list, generated=False, null=False, unique=False)),
                ("poll", Document(null=True, generated=False, unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "post_revision",
                "app": "models",
                "indexes": [Index(fields=["post_id", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PostTag",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tags",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=255)),
                ("display", fields.CharField(max_length=255)),
            ],
            options={
                "table": "post_tag",
                "app": "models",
                "unique_together": (("post", "name"),),
                "indexes": [Index(fields=["name", "post_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("activity_uri", fields.CharField(max_length=2048)),
                ("sender_uri", fields.CharField(max_length=2048)),
                ("lane", fields.SmallIntField(default=0)),
                ("body", fields.BinaryField(null=True)),
                ("state", fields.CharField(default="new", max_length=16)),
                ("reason", fields.CharField(default="", max_length=64)),
                ("attempts", fields.IntField(default=0)),
                ("received_at", Moment(generated=False, null=False, unique=False)),
                ("next_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "receipt",
                "app": "models",
                "unique_together": (("sender_uri", "activity_uri"),),
                "indexes": [Index(fields=["state", "next_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RosterDraft",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("uri", fields.CharField(unique=True, max_length=2048)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "models.Community",
                        source_field="community_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("document", Document(generated=False, null=False, unique=False)),
                ("state", fields.CharField(default="open", max_length=16)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "roster_draft",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RosterSignature",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "draft",
                    fields.ForeignKeyField(
                        "models.RosterDraft",
                        source_field="draft_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signatures",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("domain", fields.CharField(max_length=255)),
                ("proof", Document(generated=False, null=False, unique=False)),
                ("signed_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "roster_signature",
                "app": "models",
                "unique_together": (("draft", "domain"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("session_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("csrf", fields.CharField(max_length=64)),
                ("user_agent", fields.TextField(default="", unique=False)),
                ("created_at", Moment(generated=False, null=False, unique=False)),
                ("expires_at", Moment(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "web_session",
                "app": "models",
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            # Replies whose parent is not known here are few, and each new post looks for its own.
            "CREATE INDEX post_orphans ON post (in_reply_to_uri)"
            " WHERE in_reply_to_id IS NULL AND in_reply_to_uri IS NOT NULL",
            reverse_sql="DROP INDEX post_orphans",
        ),
    ]
