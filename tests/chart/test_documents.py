"""What documents alone need: a bucket behind its own door, keys by reference, clamd in the same pod."""

from typing import Any

from deploy import posture
from services.documents.settings import Settings
from tests.chart.conftest import Render

Objects = list[posture.Manifest]
GUARDED = {"antivirus": {"enabled": True, "image": "clamav/clamav:1.4.6", "signatures": "clamav"}}


def pods(objects: Objects) -> dict[str, dict[str, Any]]:
    """Pod by name of its deployment."""
    deployments = posture.of_kind(objects, "Deployment")
    return {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in deployments}


def test_the_bucket_is_reached_by_documents_alone(rendered_with: Render) -> None:
    peer = {"ipBlock": {"cidr": "192.0.2.48/28"}}
    objects = rendered_with({"objectStore": {"peers": [peer], "port": 9443}})
    reaching = {
        policy["metadata"]["name"]
        for policy in posture.of_kind(objects, "NetworkPolicy")
        for rule in policy["spec"].get("egress") or []
        if rule == {"to": [peer], "ports": [{"protocol": "TCP", "port": 9443}]}
    }
    assert reaching == {"mesdroits-documents"}


def test_the_keys_of_the_bucket_are_given_by_reference(rendered_with: Render) -> None:
    container = pods(rendered_with({}))["mesdroits-documents"]["containers"][0]
    variables = {variable["name"]: variable for variable in container["env"]}
    for name, key in (("ACCESS_KEY_ID", "s3-access-key-id"), ("SECRET_ACCESS_KEY", "s3-secret-access-key")):
        reference = {"secretKeyRef": {"name": "mesdroits-documents", "key": key}}
        assert variables[f"MESDROITS_S3_{name}"] == {"name": f"MESDROITS_S3_{name}", "valueFrom": reference}


def test_every_setting_that_the_chart_gives_to_documents_is_one_that_it_reads(rendered_with: Render) -> None:
    container = pods(rendered_with(GUARDED))["mesdroits-documents"]["containers"][0]
    read = {f"MESDROITS_{name.upper()}" for name in Settings.model_fields}
    # The address of the portal is told to everybody.
    assert {variable["name"] for variable in container["env"]} - read == {"MESDROITS_PUBLIC_URL"}


def test_clamd_shares_a_socket_with_documents_and_nothing_else(rendered_with: Render) -> None:
    found = pods(rendered_with(GUARDED))
    assert [name for name, pod in found.items() if len(pod["containers"]) > 1] == ["mesdroits-documents"]
    documents, clamd = found["mesdroits-documents"]["containers"]
    ours = {mount["name"]: mount for mount in documents["volumeMounts"]}
    theirs = {mount["name"]: mount for mount in clamd["volumeMounts"]}
    assert ours.keys() & theirs.keys() == {"clamd"}
    socket = next(variable["value"] for variable in documents["env"] if variable["name"] == "MESDROITS_CLAMD_SOCKET")
    assert f"LocalSocket {socket}\n" in clamd["command"][-1]
    assert socket.startswith(theirs["clamd"]["mountPath"])
    assert ours["clamd"]["readOnly"] is True
    assert theirs["signatures"]["readOnly"] is True
    assert not clamd.get("env")


def test_clamd_outlives_the_documents_that_are_being_looked_at(rendered_with: Render) -> None:
    pod = pods(rendered_with(GUARDED))["mesdroits-documents"]
    documents, clamd = pod["containers"]
    told = {variable["name"]: variable.get("value") for variable in documents["env"]}
    drained = float(told["MESDROITS_DRAIN_SECONDS"] or 0) + documents["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert drained <= clamd["lifecycle"]["preStop"]["sleep"]["seconds"] < pod["terminationGracePeriodSeconds"]


def test_without_an_antivirus_documents_are_told_of_none(rendered_with: Render) -> None:
    pod = pods(rendered_with({"antivirus": {"enabled": False}}))["mesdroits-documents"]
    assert len(pod["containers"]) == 1
    assert "MESDROITS_CLAMD_SOCKET" not in {variable["name"] for variable in pod["containers"][0]["env"]}
