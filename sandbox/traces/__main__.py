"""`python -m sandbox.traces`: the OTLP receiver and the page, one process, until Ctrl-C or SIGTERM."""

import asyncio
import signal
import socket
import sys

import uvicorn

from sandbox.traces.ingest import Ingest
from sandbox.traces.receiver import AddressInUseError, build_receiver
from sandbox.traces.settings import TracesSettings
from sandbox.traces.store import Retention, Store
from sandbox.traces.web import build_app

GRACE_S = 5.0


def main() -> int:
    """Serve; returns the exit code (0 stopped as asked, 2 an address is taken)."""
    settings = TracesSettings()
    for stop in (signal.SIGINT, signal.SIGTERM):
        # uvicorn handles both while it serves, then raises them again: by then there is nothing left to stop.
        signal.signal(stop, lambda *_: None)
    try:
        page = _bind(settings.listen)
        asyncio.run(_serve(settings, page))
    except AddressInUseError as error:
        sys.stderr.write(f"L’adresse {error} est déjà prise : un autre programme (ou une autre suite) l’occupe.\n")
        return 2
    return 0


def _bind(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    try:
        return socket.create_server((host, int(port)))
    except OSError as error:
        raise AddressInUseError(listen) from error


async def _serve(settings: TracesSettings, page: socket.socket) -> None:
    store = Store(settings.database, Retention(settings.keep_ns, settings.keep_spans, settings.keep_logs))
    ingest = Ingest(store)
    receiver, _ = build_receiver(ingest, settings.otlp_listen)
    app = build_app(settings.database)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=int(GRACE_S)))
    writing = asyncio.create_task(ingest.run())
    # Without its writer this process would accept nothing more: it stops, and says why.
    writing.add_done_callback(lambda _: setattr(server, "should_exit", True))
    await receiver.start()
    sys.stdout.write(f"Traces : page http://{settings.listen}, OTLP gRPC {settings.otlp_listen}\n")
    sys.stdout.flush()
    await server.serve(sockets=[page])
    await receiver.stop(GRACE_S)
    await _stop(writing)
    store.close()


async def _stop(writing: asyncio.Task[None]) -> None:
    writing.cancel()
    try:
        await writing
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    sys.exit(main())
