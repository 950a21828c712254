"""Who holds a job: one process on one machine, named so that another process can tell whether it is still alive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import uuid
from pathlib import Path

__all__ = ["is_alive", "let_go", "this_process"]

_here: set[str] = set()  # the names given in this process, without those that were let go


def this_process() -> str:
    """A name for this process: machine, id and start time (ids are used again), and a mark of its own for each call."""
    pid = os.getpid()
    name = "|".join((socket.gethostname(), str(pid), _started(pid) or "", uuid.uuid4().hex[:8]))
    _here.add(name)
    return name


def let_go(owner: str) -> None:
    """This name of our own holds nothing any more."""
    _here.discard(owner)


def is_alive(owner: str) -> bool:
    """Whether the process of that name runs.

    One on another machine counts as ended. It cannot be asked, and a hosted notebook that comes back has a new name;
    should it live after all, the journal still lets only one of the two send a job.
    """
    host, pid, started, _ = (*owner.split("|"), "", "", "", "")[:4]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    found = _started(int(pid))
    if found is None or found != started:
        return False
    return int(pid) != os.getpid() or owner in _here


if sys.platform == "win32":

    def _started(pid: int) -> str | None:
        """When the process was started, or None when there is none. (`os.kill(pid, 0)` would end it on Windows.)"""
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = wintypes.HANDLE(kernel.OpenProcess(0x1000, False, pid))  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return None
        made, ended, *rest = (wintypes.FILETIME() for _ in range(4))
        try:
            known = kernel.GetProcessTimes(handle, *map(ctypes.byref, (made, ended, *rest)))
        finally:
            kernel.CloseHandle(handle)
        over = ended.dwHighDateTime or ended.dwLowDateTime
        return f"{made.dwHighDateTime}.{made.dwLowDateTime}" if known and not over else None

else:

    def _started(pid: int) -> str | None:
        """When the process was started, in the system's own message, or None when there is none."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        except PermissionError:
            pass  # somebody else's, but alive
        stat = Path(f"/proc/{pid}/stat")
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # no /proc: macOS
            asked = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
            told = subprocess.run(asked, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})  # noqa: S603 (a number)
            return told.stdout.strip() or None
        return (
            None if fields[0] in "ZX" else fields[19]
        )  # ended but not yet waited for; ticks since the machine started
