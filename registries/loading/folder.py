"""An authority's folder as clean values, everything in it checked that needs no database."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.base.texts import LAST_RESORT
from registries.loading.forms import Form, build_form, check_attachments, check_checklist, check_form
from registries.loading.letters import letter_problems
from registries.loading.places import Place, Problem, Source
from registries.loading.procedures import check_duties, check_procedure
from registries.loading.shapes import Shape, refuse_twice
from registries.loading.tables import (
    AUTHORITY_FILE,
    FEES_FILE,
    INSTITUTIONS_FILE,
    OWN_FORM_FILE,
    PROCEDURE_FILE,
    REGISTRY_FILE,
)

# Files that an authority has once.
ONCE = ("authority.toml", "fees.toml", "institutions.toml")

VERSION_FILE = re.compile(r"(new|change)-(\d{4}-\d{2}-\d{2})(?:-([a-z0-9_-]+))?")
# Part of the fingerprint: raised when the same files come to mean something else.
READER = "2"


@dataclass
class VersionFile:
    """The procedure and the form that a file holds for one kind of application from one day on.

    With the slug of a registry it holds that registry's own form, and nothing else (Q5).
    """

    place: Place
    kind: str
    valid_from: date
    data: dict[str, Any]
    registry: str = ""
    form: Form | None = None


@dataclass
class Folder:
    """What one authority's folder holds."""

    path: Path
    sources: dict[str, Source] = field(default_factory=dict)
    authority: dict[str, Any] = field(default_factory=dict)
    fees: dict[str, Any] = field(default_factory=dict)
    institutions: dict[str, Any] = field(default_factory=dict)
    registries: list[tuple[dict[str, Any], Place]] = field(default_factory=list)
    versions: dict[str, VersionFile] = field(default_factory=dict)
    letters: dict[str, Source] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found wrong so far, by file and line."""
        # A section that another form takes over is checked in both; what is wrong with it is said once.
        sources = [*self.sources.values(), *self.letters.values()]
        found = {problem for source in sources for problem in source.problems}
        return sorted(found, key=lambda problem: (str(problem.path), problem.line))

    @property
    def digest(self) -> str:
        """A fingerprint of all its files: the same while nothing in the folder changes."""
        sources = sorted((self.sources | self.letters).items())
        text = READER + "\0".join(f"{name}\0{source.text}" for name, source in sources)
        return hashlib.sha256(text.encode()).hexdigest()

    def place(self, name: str) -> Place:
        """The beginning of one of its files."""
        return self.sources[name].place()


def open_folder(path: Path) -> Folder:
    """The folder with the text of its files, nothing of it read yet."""
    folder = Folder(path)
    for file in sorted([*path.glob("*.toml"), *path.glob("registries/*.toml")]):
        folder.sources[file.relative_to(path).as_posix()] = open_file(file)
    for file in sorted(path.glob("letters/*.html")):
        folder.letters[file.stem] = open_file(file)
    if "authority.toml" not in folder.sources:
        missing = Source(path / "authority.toml", "")
        missing.place().problem(_("The file is missing: every authority has one."))
        folder.sources["authority.toml"] = missing
    return folder


def open_file(path: Path) -> Source:
    """The text of a file; that it is none is a problem of it."""
    try:
        return Source(path, path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Source(path, "", [Problem(path, line, _("This is no text in UTF-8."))])


def read_folder(folder: Folder) -> Folder:
    """Read and check every file; what is wrong is in `folder.problems`."""
    demand_languages(folder)
    folder.authority = read(folder, "authority.toml", AUTHORITY_FILE)
    check_authority(folder)
    if "fees.toml" in folder.sources:
        folder.fees = read(folder, "fees.toml", FEES_FILE)
        refuse_twice(folder.fees.get("fee_schedules", []), "valid_from", folder.place("fees.toml") / "fee_schedules")
    if "institutions.toml" in folder.sources:
        folder.institutions = read(folder, "institutions.toml", INSTITUTIONS_FILE)
        place = folder.place("institutions.toml") / "institutions"
        refuse_twice(folder.institutions.get("institutions", []), ("number", "valid_from"), place)
    for name in folder.sources:
        if name.startswith("registries/"):
            read_registry(folder, name)
    for name in folder.sources:
        if "/" not in name and name not in ONCE:
            read_version(folder, name)
    for stem in folder.versions:
        assemble(folder, stem, ())
    check_first_versions(folder)
    check_letters(folder)
    return folder


def demand_languages(folder: Folder) -> None:
    """Have every text asked for in the authority's own language and in English."""
    authority = folder.sources["authority.toml"].data.get("authority", {})
    own = authority.get("language") if isinstance(authority, dict) else None
    if own in dict(settings.LANGUAGES):
        for source in folder.sources.values():
            source.languages = frozenset({own, LAST_RESORT})


def read_registry(folder: Folder, name: str) -> None:
    """A registry with its variables."""
    data = read(folder, name, REGISTRY_FILE)
    place = folder.place(name) / "variables"
    refuse_twice(data.get("variables", []), "name", place)
    check_less_detail(data.get("variables", []), place)
    for number, variable in enumerate(data.get("variables", [])):
        refuse_twice(variable["values"], "code", place / number / "values")
    folder.registries.append((data, folder.place(name)))


def check_less_detail(variables: list[dict], place: Place) -> None:
    """Report a variable that is to stand in for another one, but is not in the file, or is that one itself."""
    names = {row.get("name") for row in variables}
    for number, row in enumerate(variables):
        for name in row["less_detail"]:
            if name not in names or name == row.get("name"):
                sentence = _("“%(name)s” is no other variable of this file.")
                (place / number / "less_detail").problem(sentence % {"name": name})


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
    references = folder.authority.get("legal_references", [])
    refuse_twice(references, ("key", "valid_from"), place / "legal_references")
    refuse_twice(folder.authority.get("flags", []), "key", place / "flags")


def read_version(folder: Folder, name: str) -> None:
    """A file of a procedure and its form, or of a registry's own form; the name gives the kind and the day."""
    place, stem = folder.place(name), name.removesuffix(".toml")
    named = VERSION_FILE.fullmatch(stem)
    try:
        valid_from = date.fromisoformat(named.group(2))
    except (AttributeError, ValueError):
        place.problem(_("The file is called neither new-<date>.toml nor change-<date>.toml, like new-2017-11-01.toml."))
        return
    registry = named.group(3) or ""
    data = read(folder, name, OWN_FORM_FILE if registry else PROCEDURE_FILE)
    if not data:
        return
    folder.versions[stem] = VersionFile(place, named.group(1), valid_from, data, registry)
    if registry:
        check_registry(folder, registry, place)
    else:
        check_name(folder.versions[stem])
        check_procedure(data, place)


def check_registry(folder: Folder, slug: str, place: Place) -> None:
    """Report a form of its own for a registry that the folder does not have."""
    known = [data["registry"].get("slug") for data, _place in folder.registries if "registry" in data]
    if slug not in known:
        sentence = _(
            "There is no registry “%(slug)s” in this folder that could have a form of its own; known: %(known)s."
        )
        place.problem(sentence % {"slug": slug, "known": ", ".join(sorted(filter(None, known)))})


def check_name(version: VersionFile) -> None:
    """Report a procedure that says another kind or another day than the name of its file."""
    for key, value in (("kind", version.kind), ("valid_from", version.valid_from)):
        if (said := version.data.get("procedure", {}).get(key, value)) != value:
            sentence = _("This says %(said)s, and the file's name %(name)s: they must be the same.")
            (version.place / "procedure" / key).problem(sentence % {"said": said, "name": value})


def check_letters(folder: Folder) -> None:
    """Report what the authority's own letters may not hold."""
    references = {row["key"] for row in folder.authority.get("legal_references", []) if "key" in row}
    for name, source in folder.letters.items():
        for line, sentence in letter_problems(name, source.text, references):
            source.problems.append(Problem(source.path, line, sentence))


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
    check_form(version.form, version.data.get("checklist", []), version.place / "checklist")
    check_attachments(version.form)
    return version.form


def check_first_versions(folder: Folder) -> None:
    """Report a kind of application that can be handled, but has no form on the day that its handling begins.

    What a procedure says of a form is checked against the common form that holds on its first day.
    """
    common = [version for version in folder.versions.values() if not version.registry]
    for version in common:
        same_kind = [other for other in common if other.kind == version.kind]
        forms = [other for other in same_kind if other.form and other.valid_from <= version.valid_from]
        if not forms:
            version.place.problem(_("There is no form from that day: write [[sections]], or [form] with “extends”."))
            continue
        in_force = max(forms, key=lambda other: other.valid_from).form
        check_duties(version.data["duties"], version.place / "duties", in_force)
        if version.form is None:
            check_checklist(in_force, version.data["checklist"], version.place / "checklist")
