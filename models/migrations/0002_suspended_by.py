from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Account",
            name="suspended_by",
            field=fields.CharField(null=True, max_length=16),
        ),
        ops.RunSQL("UPDATE account SET suspended_by = 'here' WHERE suspended_at IS NOT NULL"),
    ]
