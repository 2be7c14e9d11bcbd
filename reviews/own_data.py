"""What the portal keeps of a person's work at the desk, as that person gets it."""

from reviews.models import ConflictOfInterest, Export, Note, SavedView, TimeEntry


def own_data(user) -> dict[str, object]:
    """{name of the file: what it holds}. Of notes only where and when: what they say is about cases of others."""
    cases = "application__case_number"
    return {
        "desk": {
            "saved_views": list(SavedView.objects.filter(owner=user).values("name", "query", "is_shared")),
            "exports": list(Export.objects.filter(by=user).values("asked_at", "query", "done")),
            "time": list(TimeEntry.objects.filter(user=user).order_by("pk").values(cases, "day", "hours", "work")),
            "notes": list(Note.objects.filter(author=user).order_by("pk").values(cases, "at")),
            "conflicts": list(ConflictOfInterest.objects.filter(user=user).order_by("pk").values(cases, "declared_at")),
        }
    }
