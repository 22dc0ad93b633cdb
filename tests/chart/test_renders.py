"""What a deployer gets: doors, secrets, migrations, and no more than the contract promises."""

import re
from typing import Any

import helm_python
import pytest

from deploy import chart, posture
from tests.chart.conftest import NEWEST, OLDEST, Render

Objects = list[posture.Manifest]
Services = dict[str, dict[str, Any]]


def find(objects: Objects, kind: str, name: str) -> posture.Manifest:
    wanted = (kind, f"mesdroits-{name.replace('_', '-')}")
    return next(o for o in objects if (o["kind"], o["metadata"]["name"]) == wanted)


def components(rules: list[dict[str, Any]], side: str) -> set[str]:
    """The services of the suite among the peers of some rules."""
    peers = [peer for rule in rules for peer in rule[side]]
    labels = [peer.get("podSelector", {}).get("matchLabels", {}) for peer in peers]
    named = {found["app.kubernetes.io/component"] for found in labels if "app.kubernetes.io/component" in found}
    return {name.replace("-", "_") for name in named}


def variables(deployment: posture.Manifest) -> dict[str, dict[str, Any]]:
    return {variable["name"]: variable for variable in posture.containers(deployment)[0]["env"]}


def test_every_service_is_deployed_with_its_own_account_and_door(objects: Objects, services: Services) -> None:
    for name in services:
        for kind in ("Deployment", "Service", "ServiceAccount", "NetworkPolicy", "PodDisruptionBudget"):
            assert find(objects, kind, name)


def test_a_service_hears_its_declared_callers_only(objects: Objects, services: Services) -> None:
    for name in services:
        callers = {caller: entry for caller, entry in services.items() if name in entry.get("callsTo", [])}
        declared = callers.keys() | {f"{one}_{job}" for one, entry in callers.items() for job in entry.get("jobs", {})}
        rules = find(objects, "NetworkPolicy", name)["spec"]["ingress"]
        assert components(rules, "from") == declared


def test_every_address_has_a_door_on_both_sides(objects: Objects, services: Services) -> None:
    for caller in services:
        for variable, setting in variables(find(objects, "Deployment", caller)).items():
            match = re.fullmatch(r"MESDROITS_([A-Z_]+)_ADDRESS", variable)
            if match:
                callee = match[1].lower()
                out = find(objects, "NetworkPolicy", caller)["spec"]["egress"]
                assert callee in components(out, "to")
                host = f"mesdroits-{callee.replace('_', '-')}"
                assert setting["value"] == f"{host}:{services[callee]['port']}"


def test_the_edge_is_closed_until_an_ingress_is_asked_for(rendered_with: Render) -> None:
    closed = find(rendered_with({}), "NetworkPolicy", "bff")
    assert closed["spec"]["ingress"] == []
    controller = {"namespaceSelector": {"matchLabels": {"team": "ingress"}}}
    entry = {"enabled": True, "tlsSecret": "droits", "peers": [controller], "trustedProxies": "192.0.2.1"}
    objects = rendered_with({"ingress": entry})
    assert find(objects, "NetworkPolicy", "bff")["spec"]["ingress"][0]["from"] == [controller]
    for inner in ("identity", "situation", "rights"):
        rules = find(objects, "NetworkPolicy", inner)["spec"]["ingress"]
        assert controller not in [peer for rule in rules for peer in rule["from"]]


def test_each_service_with_a_database_is_migrated_before_it_starts(objects: Objects, services: Services) -> None:
    for name in (name for name, entry in services.items() if entry.get("database")):
        job = find(objects, "Job", f"{name}-migrations")
        command = posture.containers(job)[0]["command"]
        assert command == ["python", "-m", "chassis.db", "upgrade", f"services.{name}"]
        assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"


def test_what_a_migration_needs_stands_before_it(objects: Objects) -> None:
    jobs = [o for o in objects if o["kind"] == "Job"]
    assert jobs
    for job in jobs:
        name = job["metadata"]["name"].removeprefix("mesdroits-")
        for kind in ("ServiceAccount", "NetworkPolicy"):
            needed = find(objects, kind, name)["metadata"]["annotations"]
            weight = int(needed["helm.sh/hook-weight"])
            assert weight < int(job["metadata"]["annotations"]["helm.sh/hook-weight"])


def test_a_service_without_a_database_is_neither_migrated_nor_let_in(rendered_with: Render) -> None:
    objects = rendered_with({"services": {"rights": {"database": False}}})
    assert "mesdroits-rights-migrations" not in {o["metadata"]["name"] for o in objects}
    rules = find(objects, "NetworkPolicy", "rights")["spec"]["egress"]
    assert 5432 not in {port["port"] for rule in rules for port in rule["ports"]}
    assert "MESDROITS_DATABASE_URL" not in variables(find(objects, "Deployment", "rights"))


def test_a_secret_is_only_ever_referred_to(objects: Objects) -> None:
    assert not [o for o in objects if o["kind"] in ("Secret", "ConfigMap")]
    for deployment in (o for o in objects if o["kind"] == "Deployment"):
        if deployment["metadata"]["name"] == "mesdroits-simulator":
            assert "MESDROITS_DATABASE_URL" not in variables(deployment)
            continue
        url = variables(deployment)["MESDROITS_DATABASE_URL"]
        assert "value" not in url
        assert url["valueFrom"]["secretKeyRef"]["key"] == "database-url"


@pytest.mark.parametrize(
    "pattern", [r"://[^/\s\"]*:[^/\s\"@]+@", r"BEGIN [A-Z ]*KEY", r"\bS[UAO][A-Z2-7]{56}\b", r'"d": ?"']
)
def test_no_file_of_the_chart_holds_a_secret(pattern: str) -> None:
    for path in chart.CHART.rglob("*"):
        if path.is_file() and path.name != "refused.yaml":
            assert not re.search(pattern, path.read_text(encoding="utf-8")), path


def test_a_file_variable_points_to_a_mounted_key(objects: Objects) -> None:
    for deployment in (o for o in objects if o["kind"] == "Deployment"):
        volumes = {volume["name"]: volume for volume in deployment["spec"]["template"]["spec"]["volumes"]}
        sources = volumes["secrets"]["projected"]["sources"]
        mounted = {item["path"] for source in sources for item in source["secret"]["items"]}
        if "tls" in volumes:
            mounted |= {"tls.crt", "tls.key", "ca.crt"}
        files = {name: v["value"] for name, v in variables(deployment).items() if name.endswith("_FILE")}
        assert {path.rsplit("/", 1)[1] for path in files.values()} == mounted


def test_the_pod_waits_for_the_drain_that_the_process_is_told(objects: Objects) -> None:
    for deployment in (o for o in objects if o["kind"] == "Deployment"):
        container = posture.containers(deployment)[0]
        drain = float(variables(deployment)["MESDROITS_DRAIN_SECONDS"]["value"])
        delay = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > drain + delay


def test_only_a_tcp_probe_is_left_when_the_kubelet_cannot_speak_grpc(services: Services) -> None:
    values = chart.read_values(chart.CHART / "examples" / "minimal")
    old = chart.parse(chart.render(chart.CHART, values, OLDEST))
    new = chart.parse(chart.render(chart.CHART, values, NEWEST))
    for name in (name for name, entry in services.items() if entry["protocol"] == "grpc"):
        probe = posture.containers(find(old, "Deployment", name))[0]["readinessProbe"]
        assert probe["tcpSocket"] == {"port": "main"}
        probe = posture.containers(find(new, "Deployment", name))[0]["readinessProbe"]
        assert probe["grpc"] == {"port": services[name]["port"]}


def test_the_oldest_cluster_gets_only_versions_that_it_serves() -> None:
    served = {
        "v1",
        "apps/v1",
        "batch/v1",
        "batch/v1beta1",
        "networking.k8s.io/v1",
        "policy/v1beta1",
        "autoscaling/v2beta2",
    }
    for example in chart.examples(chart.CHART):
        old = chart.parse(chart.render(chart.CHART, chart.read_values(example), OLDEST))
        assert {o["apiVersion"] for o in old} <= served


def test_an_unknown_key_is_refused(rendered_with: Render) -> None:
    with pytest.raises(helm_python.HelmValuesError, match="replica"):
        rendered_with({"services": {"identity": {"replica": 2}}})


def test_the_chart_asks_where_the_data_is_instead_of_guessing() -> None:
    with pytest.raises(helm_python.HelmValuesError, match="database/peers"):
        chart.render(chart.CHART, {}, NEWEST)


def test_a_new_service_is_an_entry_of_values_and_nothing_more(rendered_with: Render) -> None:
    entry = {
        "protocol": "grpc",
        "port": 8016,
        "replicas": 1,
        "callsTo": ["identity"],
        "existingSecret": "mesdroits-own-calendar",
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "128Mi"}},
    }
    objects = rendered_with({"services": {"own_calendar": entry, "bff": {"callsTo": ["own_calendar"]}}})
    assert posture.problems(objects) == []
    address = variables(find(objects, "Deployment", "bff"))["MESDROITS_OWN_CALENDAR_ADDRESS"]
    assert address["value"] == "mesdroits-own-calendar:8016"
