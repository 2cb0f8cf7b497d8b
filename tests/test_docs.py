"""The READMEs say all there is to type and to set, in both languages alike."""

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from bot import words
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
_FENCE = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"\s+#\s.*")


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def app(module: str) -> typer.Typer:
    """Return the Typer application of a command, as `python -m` runs it: one of many subcommands, or one function."""
    loaded = import_module(module)
    if hasattr(loaded, "__path__"):
        loaded = import_module(f"{module}.__main__")
    found = getattr(loaded, "app", None)
    if found is None:
        found = typer.Typer(add_completion=False)
        found.command()(loaded.main)
    assert isinstance(found, typer.Typer)
    return found


def modules() -> list[str]:
    """Return the modules of scripts/ a person runs with `python -m`."""
    uses_typer = re.compile(r"^(?:import|from) typer\b.*^if __name__ == ", re.MULTILINE | re.DOTALL)
    files = sorted((ROOT / "scripts").rglob("*.py"))
    found = [f.relative_to(ROOT).with_suffix("") for f in files if uses_typer.search(f.read_text("utf-8"))]
    return [".".join(path.parts).removesuffix(".__main__") for path in found]


def subcommands(command: object, typed: str) -> list[str]:
    """Return what can be typed of a command: itself, or each of its subcommands."""
    inner: dict[str, object] = getattr(command, "commands", {})  # a group has them
    return [line for name, sub in inner.items() for line in subcommands(sub, f"{typed} {name}")] or [typed]


def commands() -> list[str]:
    """Return every command there is."""
    shell = [f"scripts/{f.name}" for f in sorted((ROOT / "scripts").iterdir()) if f.is_file() and not f.suffix]
    # scripts.start is what scripts/run starts, with the same options
    run = [m for m in modules() if m != "scripts.start"]
    python = [line for module in run for line in subcommands(get_command(app(module)), f"python -m {module}")]
    return [*shell, "python -m bot", *python]


def shape(name: str) -> list[str]:
    """Return what a README is made of, in order, whatever its language: headings, code blocks, tables, lists."""
    lines = text(name).splitlines()
    return [m[0] for line in lines if (m := re.match(r" *(?:#+ |```\w*|\|-|-(?= )|\d\.)", line))]


def typed(name: str) -> list[str]:
    """Return the lines of a README's shell blocks, without what they say for people."""
    lines = [_COMMENT.sub("", line) for block in _FENCE.findall(text(name)) for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(name: str, command: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", text(name)), f"{name} does not name `{command}`"


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_documented_and_no_other(name: str) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", text(name), re.MULTILINE)
    assert rows == [field.upper() for field in Settings.model_fields]


@pytest.mark.parametrize("name", READMES)
def test_every_bot_command_is_documented_and_no_other(name: str) -> None:
    assert re.findall(r"^\| `/(\w+)` \|", text(name), re.MULTILINE) == list(words.COMMANDS)


@pytest.mark.parametrize("name", READMES)
def test_a_newcomer_finds_the_two_first_commands_at_once(name: str) -> None:
    assert typed(name)[:2] == ["scripts/run", "scripts/test"]
    assert any("scripts/run" in line for line in text(name).splitlines()[:10])


def test_both_languages_have_the_same_sections() -> None:
    assert shape("README.md") == shape("README.zh-CN.md")


def test_both_languages_show_the_same_commands() -> None:
    assert typed("README.md") == typed("README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_every_command_shown_exists(name: str) -> None:
    known = commands()
    for line in typed(name):
        command = re.sub(r"^(?:[A-Z_]+=\S+\s+)*(?:\.venv/bin/)?", "", line)
        if command.startswith(("python -m bot", "python -m scripts.", "scripts/")):
            assert any(command == k or command.startswith(f"{k} ") for k in known), line


@pytest.mark.parametrize("name", [*READMES, "CHANGELOG.md"])
def test_every_file_linked_exists(name: str) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text(name)):
        assert (ROOT / target).exists(), f"{name} links to {target}"


@pytest.mark.parametrize("module", modules())
def test_every_command_explains_itself(module: str) -> None:
    application = app(module)
    for line in subcommands(get_command(application), module):
        result = CliRunner().invoke(application, [*line.split()[1:], "--help"])
        assert result.exit_code == 0, result.output
        assert "Usage" in result.output


@pytest.mark.parametrize("module", ["bot", *modules()])
def test_every_command_starts_by_itself(module: str) -> None:
    shown = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert f"usage: python -m {module}" in shown.stdout.lower()


def test_the_first_commands_can_be_run() -> None:
    for name in ("scripts/run", "scripts/test", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\]", text("CHANGELOG.md"), re.MULTILINE)
