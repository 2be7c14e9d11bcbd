"""A person's own data as one archive: what each app keeps, readable by people and programs, and the enclosed files.

It is made while it is asked for and kept nowhere: a second copy of everything about a person would be one more thing
to guard (decision 0031).
"""

import json
import zipfile
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.base.filenames import clean_name
from portal.base.retention import parts

MOST_OF_FILES = 200 * 10**6  # bytes of files in one archive; those beyond it are named, with where they can be fetched
AT_ONCE = 2**16


def write_archive(out: BinaryIO, user: User) -> None:
    """Write the archive of a person into an open file."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_("read-me.txt"), _explained())
        for module in parts("own_data"):
            for name, told in module.own_data(user).items():
                text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
                archive.writestr(f"{name}.json", text)
        _write_files(archive, user)


def _write_files(archive: zipfile.ZipFile, user: User) -> None:
    taken, left = 0, []
    for module in parts("own_data"):
        for number, (name, size, field) in enumerate(getattr(module, "own_files", lambda user: ())(user), start=1):
            taken += size
            if taken > MOST_OF_FILES:
                left.append(f"{number}-{name}")
                continue
            path = f"files/{number}-{clean_name(name)}"
            try:
                source = field.open("rb")
            except OSError:  # a file that the storage has lost is named, and keeps nobody from the others
                left.append(f"{number}-{name}")
                continue
            with source, archive.open(path, "w") as target:
                while chunk := source.read(AT_ONCE):
                    target.write(chunk)
    if left:
        archive.writestr("files-not-here.json", json.dumps(left, ensure_ascii=False, indent=2))


def _explained() -> str:
    return _(
        "This is what the portal keeps about you. Each .json file can be opened with any text editor; the folder "
        "“files” holds what you have enclosed. Files that do not fit are named in files-not-here.json: they can be "
        "fetched on the page of their case. What others have written about their own matters is not here. Papers of "
        "an authority's case are given out by that authority."
    )
