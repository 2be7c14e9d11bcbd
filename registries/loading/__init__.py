"""The catalogue: folders of TOML, one an authority, loaded whole or not at all, and written back."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from registries.loading.export import export_authority
from registries.loading.folder import open_folder, read_folder
from registries.loading.places import CatalogueProblems, Problem
from registries.loading.writing import write_folder
from registries.models import Authority

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


@dataclass(frozen=True)
class Loaded:
    """One authority after loading: whether its folder had changed since the last time."""

    slug: str
    changed: bool


@transaction.atomic
def load_catalogue(path: Path = CATALOGUE, *, again: bool = False) -> list[Loaded]:
    """Load every authority of the folder `path`, or the one whose folder `path` is; all or nothing.

    A folder that is as it was when it was loaded last is passed over, unless `again`. Raises CatalogueProblems with
    every problem of every file, each with its line.
    """
    loaded, problems = [], []
    for folder in [open_folder(each) for each in authority_folders(path)]:
        if not again and Authority.objects.filter(slug=folder.path.name, catalogue_digest=folder.digest).exists():
            loaded.append(Loaded(folder.path.name, changed=False))
            continue
        read_folder(folder)
        if not folder.problems:
            write_folder(folder)
        problems.extend(folder.problems)
        loaded.append(Loaded(folder.path.name, changed=True))
    if problems:
        raise CatalogueProblems(problems)
    return loaded


def authority_folders(path: Path) -> list[Path]:
    """`path` itself where it is an authority's folder, else the folders in it. Raises CatalogueProblems for none.

    A folder with other files of an authority is one, too: that it lacks the first is said of it, not of those in it.
    """
    if any(path.glob("*.toml")) or any(path.glob("registries/*.toml")):
        return [path]
    found = sorted(each for each in path.glob("*/") if each.is_dir() and not each.name.startswith((".", "_")))
    if not found:
        raise CatalogueProblems([Problem(path, 1, _("There is no authority in this folder."))])
    return found


__all__ = ["CATALOGUE", "CatalogueProblems", "Loaded", "Problem", "export_authority", "load_catalogue"]
