"""What a process that reads untrusted files takes away from itself, and from all it starts."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import time
from pathlib import Path

_LARGEST_FILE = 1 << 28
_OPEN_FILES = 256
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of Linux's <sched.h>."""


def confine(memory: int) -> None:
    """Give up memory, file size, open files, core dumps and the network, for good.

    Memory is held by RLIMIT_DATA, which on Linux counts the private pages that can be written. RLIMIT_AS also counts
    what is only reserved: under 512 MiB of it LibreOffice does not start, while 256 MiB of RLIMIT_DATA serve it.

    Args:
        memory: Bytes, for this process and again for each it starts.
    """
    _hold(resource.RLIMIT_DATA, memory)
    _hold(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _hold(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _hold(resource.RLIMIT_CORE, 0)
    _leave_network()


def allow(seconds: float) -> None:
    """Let the process compute for so long from now on all its processors; it dies of SIGXCPU when nobody renews it."""
    most = time.process_time() + seconds * (os.cpu_count() or 1)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (_within(int(most) + 1, hard), hard))


def peak() -> int:
    """Return the most memory that the process has held, in bytes; 0 where the system does not tell.

    Not ru_maxrss, in which Linux counts what the process that started this one held.
    """
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


def _hold(limit: int, most: int) -> None:
    most = _within(most, resource.getrlimit(limit)[1])
    resource.setrlimit(limit, (most, most))


def _within(value: int, hard: int) -> int:
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _leave_network() -> None:
    """Enter an empty network, so that no document fetches what it links to; where the system forbids it, stay."""
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK):
            unshare(_NEW_USER | _NEW_NETWORK)
