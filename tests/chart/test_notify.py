"""What notify alone needs: those who carry its messages behind their own doors, and a sweep of the night."""

from typing import Any

from deploy import posture
from tests.chart.conftest import Render

PEER = {"ipBlock": {"cidr": "198.51.100.16/29"}}
CARRIED = {
    "providers": {"smtp": ["relay.example:465"], "mailFrom": "ne-pas-repondre@droits.example", "peers": [PEER]},
}


def named(objects: list[posture.Manifest], kind: str, name: str) -> dict[str, Any]:
    [found] = [one for one in posture.of_kind(objects, kind) if one["metadata"]["name"] == name]
    return found


def test_those_who_carry_messages_are_reached_by_notify_and_its_job_alone(rendered_with: Render) -> None:
    objects = rendered_with(CARRIED)
    reaching = {
        policy["metadata"]["name"]
        for policy in posture.of_kind(objects, "NetworkPolicy")
        for rule in policy["spec"].get("egress") or []
        if PEER in rule.get("to", [])
    }
    assert reaching == {"mesdroits-notify", "mesdroits-notify-sweep"}


def test_the_sweep_is_never_run_twice_at_once_and_is_told_what_its_service_is_told(rendered_with: Render) -> None:
    objects = rendered_with(CARRIED)
    job = named(objects, "CronJob", "mesdroits-notify-sweep")["spec"]
    pod = job["jobTemplate"]["spec"]["template"]["spec"]
    [served] = posture.containers(named(objects, "Deployment", "mesdroits-notify"))
    [sweeping] = pod["containers"]
    assert (job["concurrencyPolicy"], job["timeZone"]) == ("Forbid", "Europe/Paris")
    assert sweeping["env"] == served["env"]
    assert sweeping["image"] == served["image"]
    assert sweeping["command"] == ["python", "-m", "services.notify.sweep"]


def test_no_traffic_reaches_the_job(rendered_with: Render) -> None:
    objects = rendered_with({})
    policy = named(objects, "NetworkPolicy", "mesdroits-notify-sweep")["spec"]
    assert "Ingress" in policy["policyTypes"]
    assert not policy.get("ingress")
    service = named(objects, "Service", "mesdroits-notify")["spec"]["selector"]
    labels = named(objects, "CronJob", "mesdroits-notify-sweep")["spec"]["jobTemplate"]["spec"]["template"]["metadata"]
    assert labels["labels"]["app.kubernetes.io/component"] != service["app.kubernetes.io/component"]


def test_without_relay_nor_gateway_no_door_is_opened(rendered_with: Render) -> None:
    policy = named(rendered_with({}), "NetworkPolicy", "mesdroits-notify")["spec"]
    ports = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    assert 465 not in ports
