"""Ports: which are taken, by whom, and how to tell it to the person who starts the suite."""

import random
import socket
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from sandbox.suite.layout import HIGHEST_OFFSET, Layout

_ROLES = {
    "edge": "le portail",
    "franceconnect": "FranceConnect joué",
    "franceconnect_plus": "FranceConnect+ joué",
    "traces": "la page des traces",
    "otlp": "la réception des traces",
    "organismes_admin": "les réglages des organismes joués",
    "identity": "le service identity",
    "situation": "le service situation",
    "rights": "le service rights",
    "simulator": "le service simulator",
    "documents": "le service documents",
    "requests_tracking": "le service requests_tracking",
    "notify": "le service notify",
    "smtp": "le relais de courriels joué",
    "smtp_backup": "le relais de courriels de secours joué",
    "providers": "les prestataires d'envoi joués",
    "providers_backup": "les prestataires d'envoi de secours joués",
    "providers_page": "la page des envois",
    "nats": "NATS",
    "postgres": "PostgreSQL",
}
_LAST_PORT = 65535
_TEST_RANGE = range(20000, 32000, HIGHEST_OFFSET + 1)


@dataclass(frozen=True)
class Busy:
    """A taken port; `holder` is the process that listens on it, when the system lets us know."""

    component: str
    port: int
    holder: psutil.Process | None


class PortsBusy(RuntimeError):
    """At least one port of the layout is taken; the message says which, by whom, and what to do."""


def refuse_busy_ports(layout: Layout, processes: Iterable[str]) -> None:
    """Raise PortsBusy if a port that these processes need is taken."""
    if layout.base_port + HIGHEST_OFFSET > _LAST_PORT:
        raise PortsBusy(
            f"Le port {layout.base_port} est trop haut : la suite utilise jusqu'au port PORT + {HIGHEST_OFFSET}."
        )
    wanted = {component: port for process in processes for component, port in layout.ports_of(process).items()}
    taken = {component: port for component, port in wanted.items() if not _is_free(layout.host, port)}
    if taken:
        holders = _listeners()
        busy = [Busy(component, port, holders.get(port)) for component, port in taken.items()]
        raise PortsBusy(_message(layout, busy))


def free_base_port(host: str = "127.0.0.1") -> int:
    """A base port whose whole range is free now: for tests and benches that run beside another suite."""
    for base in random.sample(_TEST_RANGE, len(_TEST_RANGE)):
        if all(_is_free(host, base + offset) for offset in range(HIGHEST_OFFSET + 1)):
            return base
    raise PortsBusy("Aucune plage de ports libre pour les essais.")


def _message(layout: Layout, busy: list[Busy]) -> str:
    lines = [f"Le port {one.port} ({_role(one.component)}) est déjà pris{_by(one.holder)}." for one in busy]
    other = layout.base_port + 1000 if layout.base_port + 1000 + HIGHEST_OFFSET <= _LAST_PORT else 9000
    return "\n".join([*lines, f"Arrêtez ce programme, ou choisissez d'autres ports : make run PORT={other}"])


def _role(component: str) -> str:
    return _ROLES.get(component, f"la passerelle de l'organisme {component}")


def _by(holder: psutil.Process | None) -> str:
    if holder is None:
        return ""
    try:
        return f" par {holder.name()} (processus {holder.pid})"
    except psutil.Error:
        return f" par le processus {holder.pid}"


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Connections of a suite that has just stopped do not make its port busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _listeners() -> dict[int, psutil.Process]:
    try:
        connections = psutil.net_connections("tcp")
    except psutil.Error:
        return {}
    found = {
        each.laddr.port: each.pid
        for each in connections
        if each.laddr and each.status == psutil.CONN_LISTEN and each.pid
    }
    return {port: psutil.Process(pid) for port, pid in found.items() if psutil.pid_exists(pid)}
