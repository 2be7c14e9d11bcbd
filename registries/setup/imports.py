"""A file that was chosen to be read in, kept between its preview and the moment at which it is taken over."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "setup/imports"
KEPT = timedelta(days=1)


def keep(uploaded, **about) -> str:
    """Store a file for a day; gives a signed text that finds it again, together with what it is `about`."""
    forget_old()
    name = default_storage.save(f"{FOLDER}/{uuid4()}", uploaded)
    return signing.dumps({"name": name, **about}, salt=FOLDER)


def find(kept: str) -> dict | None:
    """What `keep` was given, with the open `file`; None where it is older than a day, gone, or not ours."""
    try:
        about = signing.loads(kept, salt=FOLDER, max_age=KEPT)
        return about | {"file": default_storage.open(about["name"])}
    except (signing.BadSignature, FileNotFoundError):
        return None


def forget(about: dict) -> None:
    """Close a file and throw it away."""
    about["file"].close()
    default_storage.delete(about["name"])


def forget_old() -> None:
    """Throw away what was chosen more than a day ago and never taken over."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        with suppress(FileNotFoundError):  # somebody else throws the same files away at this moment
            if default_storage.get_modified_time(path) < timezone.now() - KEPT:
                default_storage.delete(path)
