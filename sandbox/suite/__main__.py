"""`make run`: start everything, say what is ready and where, tell what goes wrong, stop everything on Ctrl-C."""

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from pathlib import Path

from sandbox.suite.announcement import announcement
from sandbox.suite.layout import PROCESSES, Layout
from sandbox.suite.suite import Suite
from sandbox.suite.watch import Watch

_LOOK_SECONDS = 1.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    arguments = _arguments()
    layout = Layout(Path(arguments.root), arguments.port, tls=arguments.tls)
    only = arguments.only.split(",") if arguments.only else None
    try:
        sys.exit(asyncio.run(_run(layout, only)))
    except (RuntimeError, OSError) as error:
        sys.exit(f"\n{error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.suite", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="port du portail ; les autres suivent (8000)")
    parser.add_argument("--root", default=".run", help="dossier des clés, des données et des journaux (.run)")
    parser.add_argument("--tls", action="store_true", help="les services se parlent en mTLS")
    parser.add_argument("--only", help=f"quelques processus, séparés par des virgules : {', '.join(PROCESSES)}")
    return parser.parse_args()


async def _run(layout: Layout, only: list[str] | None) -> int:
    """Return 0 when a person or a signal ended it, 1 when the process manager itself died."""
    stopping = _stop_event()
    suite = Suite(layout, only, say=_say)
    began = time.monotonic()
    starting = asyncio.create_task(suite.start())
    await _first_of(starting, stopping)
    if stopping.is_set():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        _say("Démarrage interrompu, tout est arrêté.")
        return 0
    await starting
    try:
        _say(announcement(layout, suite.names, time.monotonic() - began))
        return await _watch(suite, stopping)
    finally:
        _say("\nArrêt…")
        await suite.stop()
        _say("Tout est arrêté ; les données restent pour le prochain départ.")


async def _watch(suite: Suite, stopping: asyncio.Event) -> int:
    watch = Watch(suite.layout, suite.names)
    while not stopping.is_set():
        states = suite.states()
        if not states:
            _say("Le gestionnaire de processus a disparu : tout s'arrête.")
            return 1
        for line in watch.look(states):
            _say(line)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await stopping.wait()
    return 0


async def _first_of(task: asyncio.Task[None], event: asyncio.Event) -> None:
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


def _stop_event() -> asyncio.Event:
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, event.set)
    return event


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
