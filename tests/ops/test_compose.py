"""Dockerfile, docker-compose.yml and Procfile name only what exists: commands, their options, paths, variables."""

import inspect
import re
import shlex
from pathlib import Path

import click
import gunicorn.config
import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.utils.module_loading import import_string

from portal.celery import app
from tests.ops import deployment

OTHERS_COMMANDS = {"redis-server", "redis-cli", "pg_isready", "/mailpit", "clamdcheck.sh", "find", "grep"}
RUN_ONCE = {"migrate"}


def check_manage(words: list[str]) -> None:
    name = words[0]
    assert name in get_commands(), f"manage.py has no command {name}"
    load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(words[1:])


def check_python(words: list[str]) -> None:
    assert (deployment.ROOT / words[0]).is_file(), f"{words[0]} does not exist"
    if words[0] == "manage.py":
        check_manage(words[1:])


def check_celery(words: list[str]) -> None:
    assert words[:2] == ["-A", "portal"]
    assert app.main == "portal"
    group = celery_command.commands[words[2]]
    if words[2] == "inspect":
        assert words[3] == "ping"
    else:
        group.make_parser(click.Context(group)).parse_args(words[3:])
    if "--queues" in words:
        check_queues(set(words[words.index("--queues") + 1].split(",")))


def check_queues(queues: set[str]) -> None:
    used = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    assert used <= queues, f"no worker listens to {used - queues}"


def check_gunicorn(words: list[str]) -> None:
    assert callable(import_string(f"{words[0]}.application"))
    gunicorn.config.Config().parser().parse_args([word.replace("$PORT", "8000") for word in words])


CHECKS = {"python": check_python, "celery": check_celery, "gunicorn": check_gunicorn}


def check_command(command: str | list[str]) -> None:
    """Every program exists, and takes the options that it is given."""
    for name, *words in deployment.simple_commands(command):
        if name in CHECKS:
            CHECKS[name](words)
        else:
            assert name in OTHERS_COMMANDS, f"nobody knows the command {name}"


def yaml_list(text: str) -> list[str]:
    """The words of a Dockerfile instruction in its exec form."""
    return yaml.safe_load(text)


def names(group: dict) -> list[str]:
    return sorted(group)


@pytest.mark.parametrize("name", names(deployment.services()))
def test_service_when_it_runs_a_command_then_command_and_options_exist(name):
    service = deployment.services()[name]
    for command in filter(None, [service.get("command"), service["healthcheck"].get("test")]):
        check_command(command)


@pytest.mark.parametrize("name", names(deployment.services()))
def test_service_when_it_keeps_running_then_it_has_a_health_check(name):
    service = deployment.services()[name]
    if name in RUN_ONCE:
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"]
        assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", names(deployment.services()))
def test_service_when_it_waits_for_another_then_that_one_exists_and_can_tell(name):
    for other, wish in deployment.services()[name].get("depends_on", {}).items():
        assert other in deployment.services()
        expected = "service_completed_successfully" if other in RUN_ONCE else "service_healthy"
        assert wish["condition"] == expected


@pytest.mark.parametrize("name", names(deployment.services()))
def test_service_when_it_keeps_data_then_the_volume_is_declared(name):
    for mount in deployment.services()[name].get("volumes", []):
        assert mount.split(":")[0] in deployment.compose()["volumes"]


def test_service_when_it_can_be_reached_from_outside_then_is_the_web_or_a_trial():
    ports = {name: service["ports"] for name, service in deployment.services().items() if "ports" in service}
    assert set(ports) == {"web", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for shown in ports.values() for port in shown)


@pytest.mark.parametrize("name", names(deployment.our_services()))
def test_our_service_when_it_runs_then_not_as_root(name):
    service = deployment.our_services()[name]
    assert str(service.get("user", "portal")).split(":")[0] not in ("root", "0")
    assert not service.get("privileged")
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", names(deployment.our_services()))
def test_our_service_when_it_sets_a_variable_then_somebody_reads_it(name):
    known = deployment.settings_read() | {"WEB_CONCURRENCY"}
    assert set(deployment.our_services()[name]["environment"]) <= known


def test_compose_when_it_starts_then_everything_that_settings_need_is_there():
    needed = set(re.findall(r'required\("([A-Z_]+)"', deployment.text_of("portal/settings.py")))
    for service in deployment.our_services().values():
        assert needed <= set(service["environment"])
        assert (service["environment"]["DEBUG"], service["environment"]["DEMO"]) == ("0", "0")


def test_compose_when_it_holds_a_secret_then_the_environment_gave_it():
    text = deployment.text_of("docker-compose.yml")
    for secret in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert f"{secret}: ${{{secret}:?" in text
    assert not re.search(r"portal:[^$@/\s]+@", text)


def test_example_environment_when_read_then_it_names_what_compose_takes():
    assert deployment.example_variables() == deployment.interpolated()


def test_gunicorn_when_asked_for_processes_then_it_reads_web_concurrency():
    assert "WEB_CONCURRENCY" in inspect.getsource(gunicorn.config)


def test_image_when_it_copies_then_every_path_exists_and_reaches_the_builder():
    for rest in deployment.arguments("COPY"):
        for path in shlex.split(rest)[:-1]:
            assert (deployment.ROOT / path).exists(), f"{path} does not exist"
            assert not deployment.is_ignored(path), f"{path} is kept out by .dockerignore"


@pytest.mark.parametrize("path", ["var/portal.sqlite3", ".env", ".git/config", ".venv/bin/python", "tests/conftest.py"])
def test_image_when_built_then_private_things_stay_outside(path):
    assert deployment.is_ignored(path)


def test_image_when_it_runs_then_not_as_root_and_with_a_health_check():
    assert deployment.arguments("USER")[-1] not in ("root", "0")
    assert any(
        f"--uid 10001 --home-dir /var/lib/portal --create-home {user}" in run
        for user in deployment.arguments("USER")
        for run in deployment.arguments("RUN")
    )
    check = deployment.arguments("HEALTHCHECK")[0].partition("CMD ")[2]
    check_command(yaml_list(check))


def test_image_when_started_then_gunicorn_serves_the_portal():
    check_command(yaml_list(deployment.arguments("CMD")[-1]))


def test_image_when_built_then_the_commands_it_runs_exist():
    for run in deployment.arguments("RUN"):
        for line in re.findall(r'sh -c "([^"]+)"', run):
            check_command(line)


def test_image_when_built_then_it_has_the_libraries_of_the_set_up():
    wanted = re.search(r"LIBRARY_PACKAGES=\(([^)]*)\)", deployment.text_of("bin/lib.sh"))[1].split()
    installed = " ".join(deployment.arguments("RUN")).split()
    assert set(wanted) <= set(installed)


def test_image_when_it_sets_a_variable_then_somebody_reads_it():
    foreign = {name for name in deployment.image_environment() if name.startswith(("PYTHON", "PIP_"))}
    assert set(deployment.image_environment()) - foreign <= deployment.settings_read()


def test_image_when_it_writes_then_into_the_volume():
    folder = deployment.image_environment()["VAR_DIR"]
    assert deployment.arguments("VOLUME") == [folder]
    for service in deployment.our_services().values():
        assert service["volumes"] == [f"portal:{folder}"]
        assert Path(service["environment"]["STORAGE_URL"].split("file://")[1].rstrip("}")).is_relative_to(folder)


@pytest.mark.parametrize("name", names(deployment.procfile_commands()))
def test_procfile_when_bin_run_starts_it_then_the_command_exists(name):
    check_command(deployment.procfile_commands()[name])


def test_operations_when_read_then_they_explain_exactly_the_settings_that_are_read():
    explained = set(re.findall(r"^\| `([A-Z_]+)`", deployment.text_of("docs/operations.md"), re.MULTILINE))
    assert explained == deployment.settings_read() | {"PORT", "WEB_CONCURRENCY", "POSTGRES_PASSWORD"}


def test_operations_when_they_name_a_command_of_manage_then_it_exists():
    named = set(re.findall(r"manage\.py ([a-z_]+)", deployment.text_of("docs/operations.md")))
    assert named <= set(get_commands())


def test_check_when_a_command_is_wrong_then_it_is_found():
    for wrong in (
        "celery -A portal worker --quues mail",
        "python manage.py no_such",
        "python bin/none",
        "nobody --knows",
    ):
        with pytest.raises((AssertionError, click.UsageError)):
            check_command(wrong)
    with pytest.raises(SystemExit):
        check_command("gunicorn portal.wsgi --no-such-option")
