"""The settings of a process that a test or the journey plays itself. Nothing of pytest is needed here: the journey walks where it is not installed."""

from chassis.settings import ProcessSettings
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout


def process_settings(layout: Layout, service: str) -> ProcessSettings:
    """The settings of a process of the stack, on a port of its own choosing."""
    return ProcessSettings(
        service=service,
        signing_key_file=layout.signing_key(service),
        trusted_keys_file=trusted_keys(layout),
        nats_url=layout.nats_url,
        nats_seed_file=layout.nats_seed(service),
        drain_seconds=0.2,
    )
