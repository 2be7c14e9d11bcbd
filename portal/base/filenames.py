"""What people call their files, made fit for every page, disk and header that the name comes to."""

import re
import unicodedata
from pathlib import PurePosixPath

# 255 bytes are what most disks hold; what a browser puts behind a name, as in "plan (1).pdf", has to fit too.
MOST_BYTES = 200
MOST_OF_ENDING = 20
# Control characters, signs that turn the direction of writing or are not seen, halves of characters, private ones.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
NAMELESS = "file"


def clean_name(raw: str | None) -> str:
    """A name without folders, control characters, tricks with the direction of writing and what Windows reserves.

    At most 200 bytes in UTF-8; a longer one is cut before its ending. Never empty.
    """
    last = unicodedata.normalize("NFC", raw or "").replace("\\", "/").rpartition("/")[2]
    spaced = re.sub(r"\s", " ", last)
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in UNSEEN)
    name = " ".join(NOT_ON_WINDOWS.sub("_", seen).split()).strip(". ")
    name = name or NAMELESS
    if name.partition(".")[0].strip().lower() in RESERVED:
        name = f"_{name}"
    return _cut(name)


def _cut(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending.encode()) <= MOST_OF_ENDING else ""
    stem = name.removesuffix(ending).encode()[: MOST_BYTES - len(ending.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + ending
