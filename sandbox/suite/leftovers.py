"""One suite per root: a lock for the one that runs, and the processes that an interrupted one left behind."""

import fcntl
import os
import signal
from pathlib import Path
from typing import TextIO

import psutil

from sandbox.suite.processes import ROOT_VARIABLE

_MANAGER = "sandbox.suite.supervisord"
_PATIENCE_SECONDS = 20.0


class RunsAlready(RuntimeError):
    """Another suite runs on the same root."""


def lock(root: Path) -> TextIO:
    """Hold the root until the returned file is closed or this process ends; raise RunsAlready if it is held."""
    root.mkdir(parents=True, exist_ok=True, mode=0o755)
    file = (root / "suite.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise RunsAlready(
            f"La suite tourne déjà sur {root} (processus {holder}). "
            "Arrêtez-la par Ctrl-C, ou choisissez un autre dossier et d'autres ports."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def find(root: Path) -> list[psutil.Process]:
    """The processes of a suite on this root, known by the variable that all of them inherit."""
    ours = [process for process in psutil.process_iter() if _root_of(process) == str(root)]
    # PostgreSQL's children go with their parent; a signal to them means something else.
    return [process for process in ours if process.pid != os.getpid() and not _is_backend(process)]


def stop(root: Path) -> list[str]:
    """Stop what is left of a suite on this root, politely, then by force; return what was found, for people to read.

    To be called with the lock held and no manager of our own running.
    """
    found = find(root)
    names = [f"{_name(process)} ({process.pid})" for process in found]
    # The manager first: it would start again what we stop.
    _stop([process for process in found if _MANAGER in _command(process)])
    _stop(find(root))
    return names


def _stop(processes: list[psutil.Process]) -> None:
    for process in processes:
        # PostgreSQL waits for its clients on SIGTERM, not on SIGINT.
        _send(process, signal.SIGINT if _name(process) == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=_PATIENCE_SECONDS)
    for process in stubborn:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=_PATIENCE_SECONDS)


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _root_of(process: psutil.Process) -> str | None:
    try:
        root: str | None = process.environ().get(ROOT_VARIABLE)
    except (psutil.Error, OSError):
        return None
    return root


def _is_backend(process: psutil.Process) -> bool:
    try:
        parent = process.parent()
        return process.name() == "postgres" and parent is not None and parent.name() == "postgres"
    except psutil.Error:
        return True


def _command(process: psutil.Process) -> list[str]:
    try:
        words: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return words


def _name(process: psutil.Process) -> str:
    words = _command(process)
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return Path(words[0]).name.rstrip(":") if words else "?"
