"""What this process is told by its environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings
from services.notify.channels.mail import Tls


class Settings(ServiceSettings):
    """The chassis's settings, where the other services and whoever carries messages answer.

    Of each pair of addresses of carriers the first is the usual one, the others stand in for it. `push_origins`: the push services of browsers that
    may be called. `smtp_tls`: IMPLICIT (port 465), STARTTLS (587), or OFFERED: sealed where the relay can; a user logs in by one of the first two alone.
    `mail_from`: in whose name mail leaves; its domain stands in each Message-ID. `kept_days`: how long a message is kept that no longer is open. `sweepers`: how many run in this process.
    """

    service: str = "notify"
    identity_address: str = "127.0.0.1:8010"
    situation_address: str = "127.0.0.1:8011"
    rights_address: str = "127.0.0.1:8012"
    documents_address: str = "127.0.0.1:8014"
    requests_tracking_address: str = "127.0.0.1:8015"
    smtp_addresses: tuple[str, ...] = ()
    mail_report_addresses: tuple[str, ...] = ()
    sms_addresses: tuple[str, ...] = ()
    letter_addresses: tuple[str, ...] = ()
    smtp_tls: Tls = Tls.OFFERED
    smtp_username: str = ""
    smtp_password_file: Path | None = None
    mail_from: str = "ne-pas-repondre@mesdroits.example"
    push_origins: frozenset[str] = frozenset()
    vapid_key_file: Path | None = None
    kept_days: int = Field(365, ge=1)
    sweepers: int = Field(1, ge=0)
