"""Readers of the files that say how the portal runs: Dockerfile, docker-compose.yml, Procfile, settings."""

import fnmatch
import re
import shlex
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"')
INTERPOLATED = re.compile(r"(?<!\$)\$\{?([A-Z_]+)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def settings_read() -> set[str]:
    """Names of the environment variables that portal/settings.py reads."""
    return set(SETTING.findall(text_of("portal/settings.py")))


def example_variables() -> set[str]:
    """Names in .env.example, those that are commented out too."""
    return set(re.findall(r"^#?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))


def instructions() -> list[tuple[str, str]]:
    """Dockerfile as (instruction, rest), continued lines joined, comments left out."""
    lines = [line for line in text_of("Dockerfile").splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def arguments(instruction: str) -> list[str]:
    """What follows an instruction of Dockerfile, once for every time it stands there."""
    return [rest for word, rest in instructions() if word == instruction]


def image_environment() -> dict[str, str]:
    """The variables that Dockerfile's ENV lines set."""
    return dict(pair.split("=", 1) for rest in arguments("ENV") for pair in shlex.split(rest))


def compose() -> dict:
    return yaml.safe_load(text_of("docker-compose.yml"))


def services() -> dict[str, dict]:
    return compose()["services"]


def our_services() -> dict[str, dict]:
    """The services that run our own image."""
    return {name: service for name, service in services().items() if service["image"] == "registerportal"}


def interpolated() -> set[str]:
    """Names that docker-compose.yml takes from the environment or from .env."""
    return set(INTERPOLATED.findall(re.sub(r"^\s*#.*$", "", text_of("docker-compose.yml"), flags=re.MULTILINE)))


def is_ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path from the builder; the last pattern that fits decides, as Docker does it."""
    verdict = False
    for line in text_of(".dockerignore").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        bare = pattern.removeprefix("!")
        if fnmatch.fnmatch(path, bare) or path.startswith(f"{bare}/"):
            verdict = not pattern.startswith("!")
    return verdict


def simple_commands(command: str | list[str]) -> list[list[str]]:
    """A command line as its single commands: shells unpacked, split at && and |, without variables and redirections."""
    words = shlex.split(command) if isinstance(command, str) else [str(word) for word in command]
    if words[:2] == ["sh", "-c"]:
        return simple_commands(words[2])
    if words[0] in ("CMD", "CMD-SHELL"):
        return simple_commands(words[1] if words[0] == "CMD-SHELL" else words[1:])
    commands: list[list[str]] = [[]]
    for word in words:
        if word in ("&&", "|", "||", ";"):
            commands.append([])
        elif not (commands[-1] == [] and (word == "exec" or re.match(r"[A-Z_]+=", word))) and ">" not in word[:2]:
            commands[-1].append(word)
    return [[word for word in single if word != "2>&1"] for single in commands]


def procfile_commands() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text_of("Procfile").splitlines() if line)
