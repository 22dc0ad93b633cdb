"""The checker itself: it passes on the chart, and it finds what somebody breaks."""

import dataclasses
import json
from pathlib import Path

import pytest

from deploy import chart, posture


def test_the_chart_passes_its_own_checker() -> None:
    assert chart.check().problems == []


MUTATIONS = {
    "a template that does not parse": ("service.yaml", "{{- with $service.autoscaling }}", "", "unexpected {{end}}"),
    "a field that Kubernetes does not know": (
        "service.yaml",
        "revisionHistoryLimit:",
        "revisionLimit:",
        "revisionLimit",
    ),
    "a number that is a word": ("service.yaml", "maxSurge: 1", "maxSurge: [one]", "maxSurge"),
    "an API version that is gone": (
        "ingress.yaml",
        "networking.k8s.io/v1",
        "extensions/v1beta1",
        "Couldn't find schema",
    ),
    "a container that writes its disk": (
        "_pod.tpl",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
        "root",
    ),
    "a pod that runs as root": ("_pod.tpl", "runAsNonRoot: true", "runAsNonRoot: false", "runs as root"),
    "a pod with an API token": ("_pod.tpl", "automountServiceAccountToken: false", "", "mounts an API token"),
    "a forgotten probe": ("_pod.tpl", "readinessProbe:", "livenessProbe:", "has no readinessProbe"),
    "a wall that hears nothing but the way in": (
        "networkpolicy.yaml",
        "policyTypes: [Ingress, Egress]\n{{- range",
        "policyTypes: [Ingress]\n{{- range",
        "no default-deny",
    ),
    "a door for anyone": ("_network.tpl", "{{- toYaml .peers | nindent 4 }}", "- {}", "without peers"),
    "a selector that finds no pod": ("_network.tpl", "toYaml .Values.dns.peers", "list | toYaml", "without peers"),
    "a service that points nowhere": ("service.yaml", "targetPort: main", "targetPort: grpc", "targets grpc"),
    "a database address in the clear": (
        "_pod.tpl",
        "  valueFrom:\n    secretKeyRef:\n      name: {{ .secret }}\n      key: {{ .key }}",
        "  value: postgresql://identity:password@db/mesdroits",
        "as a literal",
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_checker_finds(mutation: str, copy_of_the_chart: Path) -> None:
    template, before, after, says = MUTATIONS[mutation]
    broken = copy_of_the_chart / "templates" / template
    sound = broken.read_text(encoding="utf-8")
    assert before in sound
    broken.write_text(sound.replace(before, after), encoding="utf-8")
    assert any(says in problem for problem in problems_of_a_render(copy_of_the_chart))


def problems_of_a_render(copy: Path) -> list[str]:
    """Without the kept renders, which would betray any change."""
    report = chart.Report([])
    cluster = dataclasses.replace(chart.CLUSTERS[-1], kept=False)
    chart.check_render(copy, copy / "examples" / "production", cluster, report)
    return report.problems


def test_a_render_that_differs_from_the_kept_one_is_a_problem(copy_of_the_chart: Path) -> None:
    values = copy_of_the_chart / "values.yaml"
    values.write_text(values.read_text(encoding="utf-8").replace("replicas: 2", "replicas: 4"), encoding="utf-8")
    report = chart.Report([])
    chart.check_render(copy_of_the_chart, copy_of_the_chart / "examples" / "production", chart.CLUSTERS[-1], report)
    assert report.problems == []  # The example sets every number of replicas itself.
    values.write_text(values.read_text(encoding="utf-8").replace("port: 8011", "port: 8999"), encoding="utf-8")
    chart.check_render(copy_of_the_chart, copy_of_the_chart / "examples" / "production", chart.CLUSTERS[-1], report)
    assert len(report.problems) == 1
    assert "differs from kubernetes-1.37.yaml" in report.problems[0]


def test_a_schema_that_becomes_lenient_is_a_problem(copy_of_the_chart: Path) -> None:
    schema = copy_of_the_chart / "values.schema.json"
    lenient = schema.read_text(encoding="utf-8").replace(
        '"additionalProperties": false', '"additionalProperties": true'
    )
    schema.write_text(lenient, encoding="utf-8")
    report = chart.Report([])
    chart.check_refusals(copy_of_the_chart, report)
    assert any("a key that nobody reads" in problem for problem in report.problems)


def test_the_command_fails_and_counts_when_something_is_wrong(
    copy_of_the_chart: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy_of_the_chart / "examples" / "minimal" / "rendered" / "kubernetes-1.20.yaml").unlink()
    assert chart.main(["--chart", str(copy_of_the_chart)]) == 1
    figure = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (figure["figure"], figure["value"], figure["target"]) == ("chart.errors", 1, "= 0")


def test_a_variable_that_announces_a_secret_is_known_by_its_name() -> None:
    assert posture.announces_a_secret("MESDROITS_DATABASE_URL")
    assert posture.announces_a_secret("MESDROITS_FRANCECONNECT_CLIENT_SECRET")
    assert not posture.announces_a_secret("MESDROITS_SIGNING_KEY_FILE")
    assert not posture.announces_a_secret("MESDROITS_LISTEN")
