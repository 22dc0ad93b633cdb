import subprocess
from pathlib import Path

import pytest

from sandbox.suite.keys import make_keys
from sandbox.suite.layout import ORGANISMES, SERVICES, Layout
from sandbox.suite.nats_server import binary, config_file, write_config
from sandbox.suite.permissions import organisme_permissions, service_permissions, told_to


@pytest.mark.parametrize("organisme", ORGANISMES)
def test_every_subject_of_an_organisme_names_that_organisme_and_no_other(organisme: str) -> None:
    permissions = organisme_permissions(organisme)
    for subject in (*permissions.publish, *permissions.subscribe):
        named = {other for other in ORGANISMES for token in subject.split(".") if _names(token, other)}
        assert named == {organisme}


def _names(token: str, organisme: str) -> bool:
    return token in (organisme, f"{organisme}-situation", f"_INBOX_{organisme}")


def test_only_the_situation_service_writes_to_organismes() -> None:
    writers = [
        service
        for service in SERVICES
        if any(subject.startswith("organisme.") for subject in service_permissions(service).publish)
    ]
    assert writers == ["situation"]


def test_situation_may_address_an_organisme_on_the_facts_of_its_list_and_on_no_other() -> None:
    addressed = {each for each in service_permissions("situation").publish if each.startswith("organisme.")}
    assert addressed == {subject for organisme in ORGANISMES for subject in told_to(organisme)}
    assert "organisme.dgfip.situation.v1.address.*" in addressed
    assert not any(each.startswith("organisme.dgfip.situation.v1.bank_account") for each in addressed)


def test_no_service_may_create_or_delete_a_stream() -> None:
    for service in SERVICES:
        assert not any(
            "STREAM.CREATE" in each or "STREAM.DELETE" in each for each in service_permissions(service).publish
        )


@pytest.mark.parametrize("tls", [False, True])
def test_the_server_accepts_its_configuration(root: Path, tls: bool) -> None:
    layout = Layout(root, tls=tls)
    make_keys(layout)
    write_config(layout)
    checked = subprocess.run(
        [binary(), "-t", "-c", str(config_file(layout))], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "SU" not in "".join(word[:2] for word in config_file(layout).read_text().split() if len(word) == 58)
