"""What every object of the chart must respect, whatever the values: a pure function from rendered objects to problems.

A problem is one English sentence fragment that begins with `kind/name`. The rules follow the restricted profile of the
Kubernetes pod security standards, plus the suite's own: a door per workload, secrets by reference only, probes and
limits everywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

Manifest = dict[str, Any]
Rule = Callable[[Sequence[Manifest]], Iterator[str]]

SECRET_WORDS = ("PASSWORD", "SECRET", "SEED", "TOKEN", "_KEY", "DATABASE_URL")


def problems(objects: Sequence[Manifest]) -> list[str]:
    """Every rule's findings over the objects of one render; an empty list is a sound render."""
    return [problem for rule in RULES for problem in rule(objects)]


def title(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"


def of_kind(objects: Sequence[Manifest], *kinds: str) -> list[Manifest]:
    return [manifest for manifest in objects if manifest["kind"] in kinds]


def workloads(objects: Sequence[Manifest]) -> list[Manifest]:
    return of_kind(objects, "Deployment", "Job")


def containers(workload: Manifest) -> list[Manifest]:
    pod = workload["spec"]["template"]["spec"]
    return [*pod.get("initContainers", []), *pod["containers"]]


def selects(selector: Manifest, workload: Manifest) -> bool:
    labels = workload["spec"]["template"]["metadata"]["labels"]
    return bool(selector) and selector.items() <= labels.items()


def pods_are_restricted(objects: Sequence[Manifest]) -> Iterator[str]:
    for workload in workloads(objects):
        pod = workload["spec"]["template"]["spec"]
        security = pod.get("securityContext", {})
        expected = {
            "runs as root": security.get("runAsNonRoot") is True and security.get("runAsUser", 0) > 0,
            "has no seccomp profile": security.get("seccompProfile", {}).get("type") == "RuntimeDefault",
            "mounts an API token": pod.get("automountServiceAccountToken") is False,
            "shares the default service account": pod.get("serviceAccountName", "default") != "default",
        }
        yield from (f"{title(workload)} {fault}" for fault, sound in expected.items() if not sound)


def containers_are_restricted(objects: Sequence[Manifest]) -> Iterator[str]:
    for workload in workloads(objects):
        for container in containers(workload):
            security = container.get("securityContext", {})
            resources = container.get("resources", {})
            expected = {
                "can write its root file system": security.get("readOnlyRootFilesystem") is True,
                "may gain privileges": security.get("allowPrivilegeEscalation") is False,
                "keeps capabilities": security.get("capabilities", {}).get("drop") == ["ALL"],
                "has no limits": {"cpu", "memory"} <= resources.get("limits", {}).keys(),
                "has no requests": {"cpu", "memory"} <= resources.get("requests", {}).keys(),
            }
            yield from (f"{title(workload)} {fault}" for fault, sound in expected.items() if not sound)


def deployments_are_watched(objects: Sequence[Manifest]) -> Iterator[str]:
    budgets = of_kind(objects, "PodDisruptionBudget")
    for deployment in of_kind(objects, "Deployment"):
        for container in containers(deployment):
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe not in container:
                    yield f"{title(deployment)} has no {probe}"
        if not any(selects(budget["spec"]["selector"]["matchLabels"], deployment) for budget in budgets):
            yield f"{title(deployment)} has no PodDisruptionBudget"
        if not selects(deployment["spec"]["selector"]["matchLabels"], deployment):
            yield f"{title(deployment)} does not select its own pods"


def pods_drain_before_they_are_killed(objects: Sequence[Manifest]) -> Iterator[str]:
    for deployment in of_kind(objects, "Deployment"):
        grace = deployment["spec"]["template"]["spec"].get("terminationGracePeriodSeconds", 30)
        for container in containers(deployment):
            hook = container.get("lifecycle", {}).get("preStop")
            if hook is None:
                yield f"{title(deployment)} has no preStop"
            elif hook.get("sleep", {}).get("seconds", 0) >= grace:
                yield f"{title(deployment)} is killed before it drains"


def every_workload_has_its_door(objects: Sequence[Manifest]) -> Iterator[str]:
    policies = of_kind(objects, "NetworkPolicy")
    for workload in workloads(objects):
        matching = [policy for policy in policies if selects(policy["spec"]["podSelector"]["matchLabels"], workload)]
        walls = [policy for policy in matching if not policy["spec"].keys() & {"ingress", "egress"}]
        if not any(set(wall["spec"]["policyTypes"]) == {"Ingress", "Egress"} for wall in walls):
            yield f"{title(workload)} is behind no default-deny NetworkPolicy"
        if len(matching) == len(walls):
            yield f"{title(workload)} has no NetworkPolicy of its own"


def no_door_is_open_to_anyone(objects: Sequence[Manifest]) -> Iterator[str]:
    for policy in of_kind(objects, "NetworkPolicy"):
        for direction, side in (("ingress", "from"), ("egress", "to")):
            for rule in policy["spec"].get(direction) or []:
                if not rule.get(side) or not rule.get("ports") or {} in rule[side]:
                    yield f"{title(policy)} has an {direction} rule without peers or ports"


def services_find_their_pods(objects: Sequence[Manifest]) -> Iterator[str]:
    deployments = of_kind(objects, "Deployment")
    for service in of_kind(objects, "Service"):
        behind = [deployment for deployment in deployments if selects(service["spec"]["selector"], deployment)]
        if len(behind) != 1:
            yield f"{title(service)} selects {len(behind)} deployments instead of 1"
        named = {port["name"] for found in behind for box in containers(found) for port in box.get("ports", [])}
        for port in service["spec"]["ports"]:
            if behind and port["targetPort"] not in named:
                yield f"{title(service)} targets {port['targetPort']}, which no container names"


def secrets_are_referred_to(objects: Sequence[Manifest]) -> Iterator[str]:
    for manifest in of_kind(objects, "Secret", "ConfigMap"):
        yield f"{title(manifest)} carries data: secrets are made outside the chart, settings are variables"
    for workload in workloads(objects):
        for container in containers(workload):
            names = [variable["name"] for variable in container.get("env", [])]
            if len(names) != len(set(names)):
                yield f"{title(workload)} sets a variable twice"
            yield from (
                f"{title(workload)} carries {variable['name']} as a literal"
                for variable in container.get("env", [])
                if "value" in variable and announces_a_secret(variable["name"])
            )


def announces_a_secret(variable: str) -> bool:
    """True for a name whose value would be a secret; `…_FILE` holds a path."""
    return not variable.endswith("_FILE") and any(word in variable for word in SECRET_WORDS)


RULES: tuple[Rule, ...] = (
    pods_are_restricted,
    containers_are_restricted,
    deployments_are_watched,
    pods_drain_before_they_are_killed,
    every_workload_has_its_door,
    no_door_is_open_to_anyone,
    services_find_their_pods,
    secrets_are_referred_to,
)
