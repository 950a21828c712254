"""Names a process, so that another process can check whether it is alive: the owner of a job is one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import uuid
from pathlib import Path

__all__ = ["is_alive", "release_name", "this_process"]

# The names that this process has and has not released.
_names: set[str] = set()


def this_process() -> str:
    """A new name for this process: machine, process ID, start time (IDs are reused), and a random part."""
    pid = os.getpid()
    name = "|".join((socket.gethostname(), str(pid), _started(pid) or "", uuid.uuid4().hex[:8]))
    _names.add(name)
    return name


def release_name(owner: str) -> None:
    """Count a name of this process as ended."""
    _names.discard(owner)


def is_alive(owner: str) -> bool:
    """Whether the process with this name is running.

    A process on another machine counts as ended. It cannot be checked, and a hosted notebook gets a new machine name
    after a restart. If it is alive after all, the journal still lets only one of the two send a job.
    """
    host, pid, started, _ = (*owner.split("|"), "", "", "", "")[:4]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    found = _started(int(pid))
    if found is None or found != started:
        return False
    return int(pid) != os.getpid() or owner in _names


if sys.platform == "win32":

    def _started(pid: int) -> str | None:
        """When the process was started, or None without one. (`os.kill(pid, 0)` would end it on Windows.)"""
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
        """When the process was started, in the system's own format, or None without one."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        except PermissionError:
            # Another user's process, which is alive.
            pass
        stat = Path(f"/proc/{pid}/stat")
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            # macOS has no /proc.
            command = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
            result = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})  # noqa: S603 (a number)
            return result.stdout.strip() or None
        # Z and X have ended, though nobody has waited for them yet. Field 19 is in ticks since the machine's start.
        return None if fields[0] in "ZX" else fields[19]
