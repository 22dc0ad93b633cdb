"""The checker behind `make chart`: lints, renders, validates and compares the chart, without a cluster.

Each example is rendered for several Kubernetes versions; every object is validated strictly against that version's
schemas and against `deploy.posture`; the renders kept in `rendered/` must be the same to the letter; the values of
`examples/refused.yaml` must each be refused for the reason given there. `--write` renews the kept renders.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import helm_python
import kubernetes_validate
import yaml
from helm_python import _native

from deploy import posture

CHART: Final = Path(__file__).parent / "helm" / "mesdroits"
RELEASE: Final = {"name": "mesdroits", "namespace": "mesdroits"}
LINT_ERROR: Final = 3

# Beta versions that the oldest schemas no longer hold and whose fields, as used here, are those of the stable version.
SAME_FIELDS: Final = {
    "policy/v1beta1": "policy/v1",
    "batch/v1beta1": "batch/v1",
    "autoscaling/v2beta2": "autoscaling/v2",
}


@dataclass(frozen=True)
class Cluster:
    """A Kubernetes version to render for and the schemas (1.25 is the oldest there is) that judge the render."""

    version: str
    schemas: str
    kept: bool

    @property
    def golden(self) -> str:
        return f"kubernetes-{self.version.rsplit('.', 1)[0]}.yaml"


# The bench of a real cluster, the first with the stable gRPC probe field but no sleep action, the newest schemas.
CLUSTERS: Final = (
    Cluster("1.20.2", "1.25", kept=True),
    Cluster("1.29.0", "1.29", kept=False),
    Cluster("1.37.0", "1.37", kept=True),
)


@dataclass
class Report:
    """What was found (`problems`, one sentence each) and how much was looked at."""

    problems: list[str]
    objects: int = 0
    renders: int = 0
    refusals: int = 0

    def figure(self) -> str:
        how = (
            f"lint, {self.renders} renders, {self.objects} objects against the schemas of Kubernetes "
            f"{', '.join(cluster.schemas for cluster in CLUSTERS)}, {self.refusals} refusals, kept renders"
        )
        value = len(self.problems)
        return json.dumps({"figure": "chart.errors", "value": value, "unit": "errors", "target": "= 0", "how": how})


def examples(chart: Path) -> list[Path]:
    return sorted(path.parent for path in chart.glob("examples/*/values.yaml"))


def read_values(example: Path) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((example / "values.yaml").read_text(encoding="utf-8"))
    return values


def render(chart: Path, values: dict[str, Any], cluster: Cluster) -> str:
    """One YAML stream of all templates, NOTES.txt left out; raises `helm_python.HelmError` when values are refused."""
    # The public `Chart.render` has no way to say the version. Were this option to go, the kept renders would differ.
    options = json.dumps({**RELEASE, "kube_version": cluster.version})
    with helm_python.Chart.load(chart) as loaded:
        texts = json.loads(_native.call_string("helm_render", loaded._raw(), json.dumps(values), options))
    manifests = (texts[name].strip().removeprefix("---") for name in sorted(texts) if name.endswith(".yaml"))
    return "".join(f"---\n{text.strip()}\n" for text in manifests if text.strip())


def parse(rendered: str) -> list[posture.Manifest]:
    return [manifest for manifest in yaml.load_all(rendered, Loader=yaml.CSafeLoader) if manifest]


def lint(chart: Path, example: Path) -> Iterator[str]:
    report = helm_python.lint(chart, read_values(example), strict=True)
    findings = {message["error"] for message in report["messages"] if message["severity"] >= LINT_ERROR}
    yield from (f"{example.name}: lint: {finding}" for finding in sorted(findings | set(report["errors"])))


def validate(objects: list[posture.Manifest], cluster: Cluster) -> Iterator[str]:
    """The faults that the API server of that version would find; a kind without a schema is a fault."""
    for manifest in objects:
        judged = {**manifest, "apiVersion": SAME_FIELDS.get(manifest["apiVersion"], manifest["apiVersion"])}
        try:
            kubernetes_validate.validate(judged, cluster.schemas, strict=True)
        except kubernetes_validate.ValidationError as fault:
            place = ".".join(str(step) for step in fault.path)
            yield f"{posture.title(manifest)}: {place}: {fault.message}"
        except kubernetes_validate.SchemaNotFoundError as fault:
            yield f"{posture.title(manifest)}: {fault.message}"


def compare(golden: Path, rendered: str) -> Iterator[str]:
    if not golden.exists():
        yield f"{golden.name} is missing: python -m deploy.chart --write"
    elif golden.read_text(encoding="utf-8") != rendered:
        yield f"differs from {golden.name}: look at the change, then python -m deploy.chart --write"


def check_render(chart: Path, example: Path, cluster: Cluster, report: Report) -> None:
    where = f"{example.name} on {cluster.version}"
    try:
        rendered = render(chart, read_values(example), cluster)
        objects = parse(rendered)
    except (helm_python.HelmError, yaml.YAMLError) as fault:
        report.problems.append(f"{where}: {fault}")
        return
    report.renders += 1
    report.objects += len(objects)
    found = [*validate(objects, cluster), *posture.problems(objects)]
    if cluster.kept:
        found += compare(example / "rendered" / cluster.golden, rendered)
    report.problems += [f"{where}: {problem}" for problem in found]


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in change.items():
        deeper = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = merged(base[key], value) if deeper else value
    return result


def check_refusals(chart: Path, report: Report) -> None:
    base = read_values(chart / "examples" / "minimal")
    for case in yaml.safe_load((chart / "examples" / "refused.yaml").read_text(encoding="utf-8")):
        report.refusals += 1
        try:
            render(chart, merged(base, case["values"]), CLUSTERS[-1])
        except helm_python.HelmError as refusal:
            if case["says"] not in str(refusal):
                report.problems.append(f"refused for another reason: {case['case']}: {refusal}")
        else:
            report.problems.append(f"accepted although it must be refused: {case['case']}")


def check(chart: Path = CHART) -> Report:
    """All checks over one chart directory."""
    report = Report([])
    for example in examples(chart):
        report.problems += lint(chart, example)
        for cluster in CLUSTERS:
            check_render(chart, example, cluster, report)
    check_refusals(chart, report)
    return report


def write(chart: Path = CHART) -> None:
    """Renew the kept renders of every example."""
    for example in examples(chart):
        (example / "rendered").mkdir(exist_ok=True)
        for cluster in (cluster for cluster in CLUSTERS if cluster.kept):
            rendered = render(chart, read_values(example), cluster)
            (example / "rendered" / cluster.golden).write_text(rendered, encoding="utf-8")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.chart", description="Check the chart.")
    parser.add_argument("--write", action="store_true", help="renew the kept renders first")
    parser.add_argument("--chart", type=Path, default=CHART, help="another chart directory")
    arguments = parser.parse_args(words)
    if arguments.write:
        write(arguments.chart)
    report = check(arguments.chart)
    for problem in report.problems:
        print(problem)
    print(report.figure())
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
