"""Settings of the documents process, read from `MESDROITS_…`."""

from pathlib import Path

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """The chassis's settings, where the others answer, and where contents are kept.

    `documents_store`: a folder ("file:///…"), or a bucket ("s3://bucket/prefix") with its endpoint, region and keys.
    `clamd_socket`: where clamd listens; empty: the malware check says that it cannot tell. `trusted_2ddoc_keys_file`: the keys whose
    signatures on 2D-Doc are believed. `undelivered_days`: how long an organisme may be away before the person is told.
    """

    service: str = "documents"
    identity_address: str = "127.0.0.1:8010"
    organisme_addresses: dict[str, str] = Field(default_factory=dict)
    documents_store: str
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_access_key_id: str = ""
    s3_secret_access_key: SecretStr = SecretStr("")
    clamd_socket: str = ""
    trusted_2ddoc_keys_file: Path | None = None
    examination_seconds: float = Field(60.0, gt=0)
    undelivered_days: float = Field(2.0, gt=0)
