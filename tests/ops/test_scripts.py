"""The scripts of bin/: what they say when something is in the way."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.ops import deployment

SCRIPTS = ["bin/run", "bin/test", "bin/lint", "bin/bench", ".ci/run"]


def start(*command: str, **environment: str) -> subprocess.CompletedProcess:
    """Runs a command in the root of the repository, with these variables beside those that are there."""
    variables = os.environ | environment
    return subprocess.run(command, cwd=deployment.ROOT, env=variables, capture_output=True, text=True, check=False)


def with_library(lines: str, **environment: str) -> subprocess.CompletedProcess:
    """Runs lines of shell after bin/lib.sh."""
    return start("bash", "-euo", "pipefail", "-c", f". bin/lib.sh\n{lines}", **environment)


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_when_cloned_then_it_can_be_run(script):
    assert os.access(deployment.ROOT / script, os.X_OK)
    assert start("bash", "-n", script).returncode == 0


def test_run_when_the_port_is_taken_then_it_says_so_and_stops(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start("bin/run", PORT=str(port), VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port} is taken by another program." in done.stderr
    assert f"PORT={port + 1} bin/run" in done.stderr


def test_run_when_the_port_is_no_number_then_it_says_so_and_stops(tmp_path):
    done = start("bin/run", PORT="web", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert 'PORT is a number from 1 to 65535; it is "web" now.' in done.stderr


def test_run_when_python_is_too_old_then_it_says_which_one_is_needed(tmp_path):
    write_program(tmp_path / "python3", '[ "$1" != --version ] || { echo Python 3.9.2; exit 0; }; exit 1')
    done = start("bin/run", PYTHON=str(tmp_path / "python3"))
    assert done.returncode == 1
    assert "Python 3.9.2 is too old. Install Python 3.11 or newer" in done.stderr


def test_packages_when_one_cannot_be_installed_then_it_is_named(tmp_path):
    write_program(tmp_path / "dpkg-query", 'case "$*" in *missing*) exit 1;; esac; printf installed')
    write_program(tmp_path / "apt-get", "echo E: Unable to locate package; exit 100")
    write_program(tmp_path / "sudo", 'exec "$@"')
    lines = 'without_starting_services() { "$@"; }\nneed_packages libthere libmissing'
    done = with_library(lines, PATH=f"{tmp_path}:{os.environ['PATH']}", TMPDIR=str(tmp_path))
    assert done.returncode == 1
    assert "Could not be installed: libmissing\n" in done.stderr
    assert "apt-get install libmissing" in done.stderr
    assert "libthere" not in done.stdout + done.stderr


def test_packages_when_all_are_there_then_apt_is_not_asked(tmp_path):
    write_program(tmp_path / "dpkg-query", "printf installed")
    write_program(tmp_path / "apt-get", "exit 100")
    done = with_library("need_packages libthere", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (0, "")


def test_requirements_when_nothing_changed_then_pip_is_asked_once(tmp_path):
    write_program(tmp_path / "bin" / "python", "echo Python 3.11.2")
    write_program(tmp_path / "bin" / "pip", f"echo asked >>{tmp_path}/calls")
    done = with_library(f"VENV={tmp_path}\nneed_requirements requirements.txt\nneed_requirements requirements.txt")
    assert done.returncode == 0
    assert (tmp_path / "calls").read_text() == "asked\n"


def test_requirements_when_pip_fails_then_its_words_are_shown(tmp_path):
    write_program(tmp_path / "bin" / "python", "echo Python 3.11.2")
    write_program(tmp_path / "bin" / "pip", "echo ERROR: No matching distribution; exit 1")
    lines = f"VENV={tmp_path}\nneed_requirements requirements.txt"
    done = with_library(lines, TMPDIR=str(tmp_path))
    assert done.returncode == 1
    assert "ERROR: No matching distribution" in done.stderr
    assert not (tmp_path / ".installed-requirements.txt").exists()
