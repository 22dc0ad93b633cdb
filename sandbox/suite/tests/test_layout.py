import json
from pathlib import Path

from sandbox.suite.environments import SERVICE_OF, environment_of
from sandbox.suite.keys import make_keys
from sandbox.suite.layout import ORGANISMES, PROCESSES, SERVICES, Layout
from sandbox.suite.processes import commands


def test_every_port_counts_from_the_base_port() -> None:
    ports = Layout(Path("x"), 9000).ports
    assert ports["edge"] == 9000
    assert (ports["franceconnect"], ports["traces"], ports["otlp"]) == (9001, 9002, 9003)
    assert [ports[organisme] for organisme in ORGANISMES] == list(range(9020, 9030))
    assert (ports["nats"], ports["postgres"]) == (9030, 9031)
    assert len(set(ports.values())) == len(ports)


def test_the_procfile_has_one_line_for_each_process() -> None:
    assert set(commands()) == set(PROCESSES)


def test_each_service_reaches_the_database_under_its_own_role_only(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    process_of = {service: process for process, service in SERVICE_OF.items()}
    for role in SERVICES:
        url = environment_of(layout, process_of[role])["MESDROITS_DATABASE_URL"]
        assert url.startswith(f"postgresql+asyncpg://{role}:")
        assert url.endswith("@127.0.0.1:8031/mesdroits")


def test_no_process_but_identity_is_told_where_the_pseudonym_keys_are(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    told = [process for process in PROCESSES if "pseudonym_keys" in str(environment_of(layout, process))]
    assert told == ["identity"]


def test_franceconnect_and_identity_agree_on_issuer_client_and_secret(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    provider, client = environment_of(layout, "franceconnect"), environment_of(layout, "identity")
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        assert provider[f"MESDROITS_FC_{name}"] == client[f"MESDROITS_FRANCECONNECT_{name}"]
    callbacks = json.loads(provider["MESDROITS_FC_REDIRECT_URIS"])
    assert all(callback.startswith(client["MESDROITS_PUBLIC_URL"]) for callback in callbacks)


def test_certificates_are_named_only_where_the_layout_asks_for_tls(root: Path) -> None:
    make_keys(Layout(root))
    assert "MESDROITS_TLS_CERT_FILE" not in environment_of(Layout(root), "rights")
    environment = environment_of(Layout(root, tls=True), "rights")
    assert environment["MESDROITS_TLS_CERT_FILE"].endswith("rights.pem")
    assert environment["MESDROITS_NATS_URL"].startswith("tls://")
