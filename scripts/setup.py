"""Set up .venv once, with a progress bar; the second time it says nothing. Standard library only: it runs before pip.

Usage: python3 scripts/setup.py [--dev]
"""

import hashlib
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = VENV / "bin" / "pip"
WIDTH = 30
_COLLECTED = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)")


def draw(label: str, share: float) -> None:
    """Draw the bar on a terminal; elsewhere only its end."""
    if sys.stderr.isatty():
        filled = round(WIDTH * share)
        sys.stderr.write(f"\r{label} [{'█' * filled}{'·' * (WIDTH - filled)}] {share:4.0%} ")
        if share >= 1:
            sys.stderr.write("\n")
    elif share >= 1:
        sys.stderr.write(f"{label}\n")
    sys.stderr.flush()


def pins(path: Path) -> list[str]:
    """Return the requirements of a file and of those it names with -r."""
    found: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r"):
            found += pins(path.parent / line[2:].strip())
        elif line:
            found.append(line)
    return found


def create() -> None:
    """Create .venv.

    Raises:
        SystemExit: This Python has no ensurepip, as on Debian until python3-venv is installed.
    """
    draw("创建 .venv  ", 0)
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV)
        sys.stderr.write("\n这个 Python 不能创建虚拟环境。Debian、Ubuntu 请先 apt install python3-venv 再试。\n")
        raise SystemExit(1) from None
    draw("创建 .venv  ", 1)


def install(label: str, requirements: list[str]) -> None:
    """Install requirements with pip, the bar moving as pip reaches each.

    Raises:
        SystemExit: pip failed; its last lines are shown.
    """
    names = {re.split(r"[=\[<>~]", r)[0].lower().replace("_", "-") for r in requirements}
    waiting, lines = set(names), []
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        *requirements,
    ]
    draw(label, 0)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603
        for line in pip.stdout or ():
            lines.append(line)
            collected = _COLLECTED.match(line)
            if collected:
                waiting.discard(collected[1].lower().replace("_", "-"))
                draw(label, 0.9 * (1 - len(waiting) / len(names)))
    if pip.returncode:
        sys.stderr.write("\n" + "".join(lines[-15:]) + "依赖没有装上。请检查网络和软件源后再试一次。\n")
        raise SystemExit(1)
    draw(label, 1)


def main() -> None:
    """Set up, unless that was done for these requirements."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this very file may be run by an older one
        sys.stderr.write(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}\n")
        raise SystemExit(1)
    file = ROOT / ("requirements-dev.txt" if "--dev" in sys.argv[1:] else "requirements.txt")
    wanted = pins(file)
    digest = hashlib.sha256("\n".join([sys.version, *wanted]).encode()).hexdigest()
    stamp = VENV / f".{file.stem}"
    if PYTHON.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return
    if not PIP.is_file():  # the last thing written: without it there is no .venv, or half of one
        create()
    # torch first and alone: asked for together with others, a newer build with CUDA could be taken
    torch = [r for r in wanted if r.startswith("torch==")]
    install("安装 torch  ", torch)
    install("安装其余依赖", wanted)
    stamp.write_text(digest)


if __name__ == "__main__":
    main()
