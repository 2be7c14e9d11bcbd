"""Which database and services the tests stand on. bin/test starts them and says in the environment where they are."""

import gc
import os

import pytest
from django.conf import settings
from django.utils import translation

from tests.databases import django_db_modify_db_settings, django_db_setup, opens_a_database  # noqa: F401
from tests.factories.kept import watching
from tests.sharing_out import ModulesThatMakeSomethingOnceStayWhole

ON_POSTGRES_ONLY = {"journey", "postgres", "redis"}
ON_SQLITE_ONLY = "once"
NEEDS = {"journey": "CHROMIUM", "redis": "TEST_REDIS_URL", "clamav": "TEST_CLAMAV_URL"}


def on_postgres() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def pytest_report_header() -> str:
    if on_postgres():
        return "database: PostgreSQL; tests that cannot open a database run on SQLite only"
    return f"database: SQLite; tests marked {', '.join(sorted(ON_POSTGRES_ONLY))} run on PostgreSQL only"


def _runs_here(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    needs_postgres = bool(ON_POSTGRES_ONLY & marks)
    if not on_postgres():
        return not needs_postgres
    return needs_postgres or (opens_a_database(item) and ON_SQLITE_ONLY not in marks)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what bin/test's other run is for: what needs PostgreSQL, or what no database has a part in.

    Journeys come first: they are long, and beside the last of them a process would have nothing to do.
    """
    here = [item for item in items if _runs_here(item)]
    left_out = [item for item in items if not _runs_here(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(here, key=lambda item: item.get_closest_marker("journey") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> ModulesThatMakeSomethingOnceStayWhole:
    """Used whatever --dist says, so that something dear is made once."""
    return ModulesThatMakeSomethingOnceStayWhole(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of rubbish leave alone what lives as long as the run: looking through it took a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A service that is not there is a failure, never a quiet skip."""
    for mark, variable in NEEDS.items():
        if item.get_closest_marker(mark) and not os.environ.get(variable):
            pytest.fail(f"{variable} is not set. Start this test through bin/test, which brings the service.")


@pytest.fixture(scope="session")
def clamav_url() -> str:
    """Address of a real clamd."""
    return os.environ["TEST_CLAMAV_URL"]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Address of a real Redis, with a database of its own for every process of the test run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{os.environ['TEST_REDIS_URL']}/{worker}"


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for every process of the test run. Playwright starts once a process only."""
    from playwright.sync_api import sync_playwright  # where there is no browser test, nobody waits for it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def english():
    """Every test begins in English, whatever the page that the one before it asked for."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def code_as_it_is(monkeypatch):
    """What a test has made while it patches code is for that test alone."""
    with watching(monkeypatch):
        yield
