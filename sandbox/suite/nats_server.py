"""The embedded NATS server: its configuration, and the process that becomes it."""

import os
import shutil
import sysconfig
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.suite.keys import NATS_USERS, nats_public_key
from sandbox.suite.layout import ORGANISMES, SERVICES, Layout
from sandbox.suite.permissions import Permissions, organisme_permissions, provision_permissions, service_permissions

_SUITE_ACCOUNT = "MESDROITS"
_LINE = "\n      "


class NatsServerSettings(BaseSettings):
    """What the process needs to become a NATS server."""

    model_config = SettingsConfigDict(env_prefix="MESDROITS_", frozen=True)

    nats_config_file: Path


def config_file(layout: Layout) -> Path:
    return layout.root / "nats-server.conf"


def write_config(layout: Layout) -> None:
    """Write the configuration of the server and of its users; their seeds must exist."""
    store = layout.root / "nats"
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    config_file(layout).write_text(render_config(layout, store))


def render_config(layout: Layout, store: Path) -> str:
    accounts = [_suite_account(layout), *(_organisme_account(layout, organisme) for organisme in ORGANISMES)]
    return f"""# Written by sandbox.suite at each start.
server_name: mesdroits
listen: "{layout.address("nats")}"
max_payload: 1MB
jetstream {{
  store_dir: "{store}"
}}
{_tls(layout)}accounts {{
{"".join(accounts)}}}
"""


def _suite_account(layout: Layout) -> str:
    """The account of the services and of every stream; each organisme is let in by the subjects of its own list."""
    permissions = {user: service_permissions(user) for user in SERVICES} | {"provision": provision_permissions()}
    users = [_user(layout.nats_seed(user), permissions[user]) for user in NATS_USERS]
    exports = [
        f'{{service: "{subject}", accounts: [{_account(organisme)}]{_answers(subject)}}}'
        for organisme in ORGANISMES
        for subject in organisme_permissions(organisme).publish
    ]
    return f"""  {_SUITE_ACCOUNT} {{
    jetstream: enabled
    users: [
      {_LINE.join(users)}
    ]
    exports: [
      {_LINE.join(exports)}
    ]
  }}
"""


def _organisme_account(layout: Layout, organisme: str) -> str:
    permissions = organisme_permissions(organisme)
    imports = [f'{{service: {{account: {_SUITE_ACCOUNT}, subject: "{subject}"}}}}' for subject in permissions.publish]
    return f"""  {_account(organisme)} {{
    users: [
      {_user(layout.organisme_seeds / f"{organisme}.seed", permissions)}
    ]
    imports: [
      {_LINE.join(imports)}
    ]
  }}
"""


def _account(organisme: str) -> str:
    return f"ORGANISME_{organisme.upper()}"


def _answers(subject: str) -> str:
    # One request to pull is answered by many messages.
    return ", response_type: stream" if ".MSG.NEXT." in subject else ""


def _user(seed: Path, permissions: Permissions) -> str:
    return (
        f"{{nkey: {nats_public_key(seed)}, permissions: {{"
        f"publish: {{allow: {_list(permissions.publish)}}}, subscribe: {{allow: {_list(permissions.subscribe)}}}}}}}"
    )


def _list(subjects: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{subject}"' for subject in subjects) + "]"


def _tls(layout: Layout) -> str:
    if not layout.tls:
        return ""
    files = layout.tls_files("nats")
    return f"""tls {{
  cert_file: "{files["CERT"]}"
  key_file: "{files["KEY"]}"
  ca_file: "{files["CA"]}"
  verify: true
}}
"""


def binary() -> str:
    """The server installed beside this Python, or the one of the PATH."""
    found = shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which("nats-server")
    if found is None:
        raise FileNotFoundError("nats-server est introuvable : installez l'extra « sandbox » (make install).")
    return found


def main() -> None:
    settings = NatsServerSettings()
    server = binary()
    os.execv(server, [server, "-c", str(settings.nats_config_file)])  # noqa: S606  the process becomes the server: same pid, same signals


if __name__ == "__main__":
    main()
