"""An authority's folder as clean values, everything in it checked that needs no database."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from registries.loading.forms import Form, build_form, check_checklist, check_form
from registries.loading.places import Place, Problem, Source
from registries.loading.shapes import Shape, refuse_twice
from registries.loading.tables import AUTHORITY_FILE, FEES_FILE, PROCEDURE_FILE, REGISTRY_FILE
from registries.models import StageKey

VERSION_FILE = re.compile(r"(new|change)-(\d{4}-\d{2}-\d{2})")
ORDER = list(StageKey.values)
# Part of the fingerprint: raised when the same files come to mean something else.
READER = "1"


@dataclass
class VersionFile:
    """The procedure and the form that a file holds for one kind of application from one day on."""

    place: Place
    kind: str
    valid_from: date
    data: dict[str, Any]
    form: Form | None = None


@dataclass
class Folder:
    """What one authority's folder holds."""

    path: Path
    sources: dict[str, Source] = field(default_factory=dict)
    authority: dict[str, Any] = field(default_factory=dict)
    fees: dict[str, Any] = field(default_factory=dict)
    registries: list[tuple[dict[str, Any], Place]] = field(default_factory=list)
    versions: dict[str, VersionFile] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found wrong so far, by file and line."""
        # A section that another form takes over is checked in both; what is wrong with it is said once.
        found = {problem for source in self.sources.values() for problem in source.problems}
        return sorted(found, key=lambda problem: (str(problem.path), problem.line))

    @property
    def digest(self) -> str:
        """A fingerprint of all its files: the same while nothing in the folder changes."""
        text = READER + "\0".join(f"{name}\0{source.text}" for name, source in sorted(self.sources.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def place(self, name: str) -> Place:
        """The beginning of one of its files."""
        return self.sources[name].place()


def open_folder(path: Path) -> Folder:
    """The folder with the text of its files, nothing of it read yet."""
    folder = Folder(path)
    for file in sorted([*path.glob("*.toml"), *path.glob("registries/*.toml")]):
        name = file.relative_to(path).as_posix()
        try:
            folder.sources[name] = Source(file, file.read_text("utf-8"))
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            problem = Problem(file, line, _("This is no text in UTF-8."))
            folder.sources[name] = Source(file, "", [problem])
    if "authority.toml" not in folder.sources:
        missing = Source(path / "authority.toml", "")
        missing.place().problem(_("The file is missing: every authority has one."))
        folder.sources["authority.toml"] = missing
    return folder


def read_folder(folder: Folder) -> Folder:
    """Read and check every file; what is wrong is in `folder.problems`."""
    folder.authority = read(folder, "authority.toml", AUTHORITY_FILE)
    check_authority(folder)
    if "fees.toml" in folder.sources:
        folder.fees = read(folder, "fees.toml", FEES_FILE)
        refuse_twice(folder.fees.get("fee_schedules", []), "valid_from", folder.place("fees.toml") / "fee_schedules")
    for name in folder.sources:
        if name.startswith("registries/"):
            data = read(folder, name, REGISTRY_FILE)
            refuse_twice(data.get("variables", []), "name", folder.place(name) / "variables")
            folder.registries.append((data, folder.place(name)))
        elif name not in ("authority.toml", "fees.toml"):
            read_version(folder, name)
    for stem in folder.versions:
        assemble(folder, stem, ())
    check_first_versions(folder)
    return folder


def read(folder: Folder, name: str, shape: Shape) -> dict[str, Any]:
    """One file, by its shape; {} where it is no TOML."""
    source = folder.sources[name]
    return shape(source.data, source.place()) if source.data or not source.problems else {}


def check_authority(folder: Folder) -> None:
    """Report an address that is not the folder's, and paragraphs that begin twice on one day."""
    place = folder.place("authority.toml")
    slug = folder.authority.get("authority", {}).get("slug")
    if slug and slug != folder.path.name:
        sentence = _("The slug is “%(slug)s”, and the folder “%(folder)s”: they must be the same.")
        (place / "authority" / "slug").problem(sentence % {"slug": slug, "folder": folder.path.name})
    seen = set()
    for number, row in enumerate(folder.authority.get("legal_references", [])):
        key = (row.get("key"), row.get("valid_from"))
        if key in seen:
            (place / "legal_references" / number / "key").problem(_("“%(value)s” is there twice.") % {"value": key[0]})
        seen.add(key)


def read_version(folder: Folder, name: str) -> None:
    """A file of a procedure and its form; the name gives the kind and the day."""
    place, stem = folder.place(name), name.removesuffix(".toml")
    named = VERSION_FILE.fullmatch(stem)
    try:
        valid_from = date.fromisoformat(named.group(2))
    except (AttributeError, ValueError):
        place.problem(_("The file is called neither new-<date>.toml nor change-<date>.toml, like new-2017-11-01.toml."))
        return
    data = read(folder, name, PROCEDURE_FILE)
    if not data:
        return
    version = VersionFile(place, named.group(1), valid_from, data)
    folder.versions[stem] = version
    for key, value in (("kind", version.kind), ("valid_from", valid_from)):
        if (said := data.get("procedure", {}).get(key, value)) != value:
            sentence = _("This says %(said)s, and the file's name %(name)s: they must be the same.")
            (place / "procedure" / key).problem(sentence % {"said": said, "name": value})
    for table in ("stages", "checklist", "reservations", "reasons"):
        refuse_twice(data[table], "key", place / table)
    check_stages(data["stages"], place, "procedure" in data)


def check_stages(stages: list[dict], place: Place, needed: bool) -> None:
    """Report stages in another order than a case goes through them, and a procedure without any."""
    if needed and not stages:
        place.problem(_("The procedure has no stages."))
    keys = [(number, stage["key"]) for number, stage in enumerate(stages) if "key" in stage]
    for (_number, before), (number, after) in pairwise(keys):
        if ORDER.index(after) < ORDER.index(before):
            said = {"after": after, "before": before}
            (place / "stages" / number / "key").problem(_("“%(after)s” comes before “%(before)s”.") % said)


def assemble(folder: Folder, stem: str, behind: tuple[str, ...]) -> Form | None:
    """The form of a file, those that it extends first; None where the file has none."""
    version = folder.versions[stem]
    table = version.data.get("form", {})
    if version.form or not (table or version.data["sections"] or version.data["attachments"]):
        return version.form
    earlier, extends = None, table.get("extends")
    if extends in behind or extends == stem:
        (version.place / "form" / "extends").problem(_("The forms extend each other in a circle."))
    elif extends and extends not in folder.versions:
        sentence = _("There is no file “%(name)s.toml” to extend.") % {"name": extends}
        (version.place / "form" / "extends").problem(sentence)
    elif extends:
        earlier = assemble(folder, extends, (*behind, stem))
    version.form = build_form(version.data, version.place, earlier)
    check_form(version.form, version.data["checklist"], version.place / "checklist")
    return version.form


def check_first_versions(folder: Folder) -> None:
    """Report a kind of application that can be handled, but has no form on the day that its handling begins.

    A checklist without a form in its own file is checked against the form that holds on its first day.
    """
    for version in folder.versions.values():
        same_kind = [other for other in folder.versions.values() if other.kind == version.kind]
        forms = [other for other in same_kind if other.form and other.valid_from <= version.valid_from]
        if not forms:
            version.place.problem(_("There is no form from that day: write [[sections]], or [form] with “extends”."))
        elif version.form is None:
            in_force = max(forms, key=lambda other: other.valid_from).form
            check_checklist(in_force, version.data["checklist"], version.place / "checklist")
