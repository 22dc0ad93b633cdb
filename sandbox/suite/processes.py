"""The process manager's configuration: the Procfile says what runs, this says how it is watched, logged and stopped."""

import os
import shlex
import sys
from pathlib import Path

from sandbox.suite.environments import environment_of
from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.sockets import make_private_folder, socket_of

PROCFILE = REPOSITORY / "Procfile"
# Every process of a suite carries its root in this variable: an orphan is recognised by it.
ROOT_VARIABLE = "MESDROITS_SUITE_ROOT"
# A fast shutdown: PostgreSQL's answer to SIGTERM is to wait for its clients.
_STOP_SIGNALS = {"postgres": "INT"}


def commands() -> dict[str, str]:
    """Process name → command line, as the Procfile has them."""
    lines = [line for line in PROCFILE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name.strip(): command.strip() for name, _, command in (line.partition(":") for line in lines)}


def config_file(layout: Layout) -> Path:
    return layout.root / "supervisord.conf"


def control_socket(layout: Layout) -> Path:
    """Where the manager takes orders."""
    return socket_of(layout, "supervisor")


def write_config(layout: Layout, names: tuple[str, ...]) -> None:
    """Write the configuration for these processes, readable by its owner only: it holds their environments."""
    layout.logs.mkdir(parents=True, exist_ok=True)
    make_private_folder(layout)
    file = config_file(layout)
    file.touch(mode=0o600)
    file.write_text("\n".join([_head(layout), *(_program(layout, name) for name in names)]))


def _head(layout: Layout) -> str:
    # Asked for by the manager when it is root; the processes that must not be root drop it themselves.
    user = "user=root\n" if os.geteuid() == 0 else ""
    socket = _escaped(str(control_socket(layout)))
    return f"""; Written by sandbox.suite at each start.
[supervisord]
nodaemon=true
silent=true
{user}logfile={_escaped(str(layout.log_of("supervisord")))}
logfile_maxbytes=5MB
logfile_backups=1
pidfile={_escaped(str(layout.root / "supervisord.pid"))}

[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""


def _program(layout: Layout, name: str) -> str:
    words = shlex.split(commands()[name])
    if words[0] == "python":
        words[0] = sys.executable
    environment = ",".join(f"{key}='{value}'" for key, value in environment_of(layout, name).items())
    return f"""[program:{name}]
command={_escaped(shlex.join(words))}
directory={_escaped(str(REPOSITORY))}
environment={_escaped(environment)}
autostart=false
autorestart=true
startsecs=1
startretries=10
stopsignal={_STOP_SIGNALS.get(name, "TERM")}
stopwaitsecs=15
killasgroup=true
redirect_stderr=true
stdout_logfile={_escaped(str(layout.log_of(name)))}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def _escaped(value: str) -> str:
    return value.replace("%", "%%")
