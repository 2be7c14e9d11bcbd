"""Questions for the files of an application are of the kind “attachments”; “documents” is a table of its own (U8)."""

from django.db import migrations


def renamed(schema, old, new):
    sections = [
        section
        | {
            "questions": [
                question | {"kind": new} if question.get("kind") == old else question
                for question in section.get("questions", [])
            ]
        }
        for section in schema.get("sections", [])
    ]
    return schema | {"sections": sections}


def rename(old, new):
    def write(apps, schema_editor):
        for form in apps.get_model("registries", "FormVersion").objects.all():
            form.schema = renamed(form.schema, old, new)
            form.save(update_fields=["schema"])

    return write


class Migration(migrations.Migration):
    dependencies = [("registries", "0002_every_authority")]
    operations = [migrations.RunPython(rename("documents", "attachments"), rename("attachments", "documents"))]
