"""The tables of this service's own schema; the role's search path says which schema that is.

What is sealed (`chassis.crypto.Vault`) is bound to the row's id, or to "<person_id>/<channel>" where a row has none.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import chassis_tables

metadata = sa.MetaData()
chassis = chassis_tables(metadata)

_moment = sa.TIMESTAMP(timezone=True)

# Everybody whose dates are looked at.
watched = sa.Table(
    "watched",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("sealed_profile", sa.LargeBinary),
    sa.Column("profile_time", _moment),
    # The organismes that did not answer when the profile was read.
    sa.Column("unanswered", JSONB, nullable=False),
    # The first instant at which anything may change: a midnight of the person's own clock, or now when something was heard.
    sa.Column("look_time", _moment, nullable=False),
    # Something was heard since the profile was read.
    sa.Column("dirty_since", _moment),
    sa.Column("lease_owner", sa.Text, nullable=False),
    sa.Column("lease_until", _moment),
    sa.Column("journal_time", _moment),
    # The version of the rules by which it was last looked at.
    sa.Column("rules", sa.Text, nullable=False),
    sa.Index("watched_look", "look_time"),
)

# One row per date that matters to a person and was told: the key holds the rule, the right and the date.
reminders = sa.Table(
    "reminders",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("due_date", sa.Date, nullable=False),
    # OPEN, DONE, CANCELLED, EXPIRED.
    sa.Column("state", sa.Text, nullable=False),
    # The person says so, which nothing that is heard undoes.
    sa.Column("done_by_person", sa.Boolean, nullable=False),
    # How many of its days of sending have been told.
    sa.Column("told", sa.Integer, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("message_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # Empty: the suite itself.
    sa.Column("organisme", sa.Text, nullable=False),
    # The organisme's own reference and version of it. Empty and 0: not an organisme's.
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("put_version", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    # JSON of `domain.messages.Content`.
    sa.Column("sealed_content", sa.LargeBinary, nullable=False),
    # JSON of `domain.messages.Version`: written since, while the person no longer lets the organisme write here.
    sa.Column("sealed_later", sa.LargeBinary),
    sa.Column("health", sa.Boolean, nullable=False),
    sa.Column("legal_effect", sa.Boolean, nullable=False),
    # It waits for the person's consent: shown to nobody, sent nowhere.
    sa.Column("waiting", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # 1, 2, 3…: rises with every change.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("due_date", sa.Date),
    sa.Column("valid_until_time", _moment),
    sa.Column("create_time", _moment, nullable=False),
    sa.Column("read_time", _moment),
    sa.Column("close_time", _moment),
    sa.Index("messages_person", "person_id", "create_time", "message_id"),
    sa.Index("messages_reference", "organisme", "reference", unique=True, postgresql_where=sa.text("reference <> ''")),
    sa.Index("messages_valid_until", "valid_until_time", postgresql_where=sa.text("state = 'OPEN'")),
    sa.Index("messages_create", "create_time"),
    # What may have to go on to paper.
    sa.Index("messages_unread_legal", "create_time", postgresql_where=sa.text("state = 'OPEN' AND legal_effect AND read_time IS NULL AND NOT waiting")),
)  # fmt: skip

# Taken back by the organisme: for good, and before it came too.
withdrawals = sa.Table(
    "withdrawals",
    metadata,
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("withdraw_time", _moment, nullable=False),
    sa.Index("withdrawals_person", "person_id"),
)

# A message that is to be told outside: whoever plans turns it into deliveries, in one transaction, and deletes it.
announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("message_id", sa.Text, primary_key=True),
    # 1: the message itself; 2, 3…: told again.
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("announce_time", _moment, nullable=False),
    sa.Index("announcements_time", "announce_time"),
    sa.Index("announcements_person", "person_id"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("delivery_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    # Empty: it carries the code that confirms an address.
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    # EMAIL, SMS, PUSH, LETTER, CALL.
    sa.Column("channel", sa.Text, nullable=False),
    # The browser, for PUSH; empty otherwise. Of a confirmation: its own delivery_id.
    sa.Column("target", sa.Text, nullable=False),
    # The names of `notify.v1.DeliveryStatus`.
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("status_time", _moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("create_time", _moment, nullable=False),
    # When the next attempt may be made. Absent: nothing more is to be done.
    sa.Column("not_before_time", _moment),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("lease_until", _moment),
    # When a carrier was last given it, and the day of the person's that this counts in, for the cap.
    sa.Column("send_time", _moment),
    sa.Column("send_date", sa.Date),
    # 2, 3…: put back in line by hand after it was given up; carriers know each life under a key of its own.
    sa.Column("life", sa.Integer, nullable=False, server_default="1"),
    # The delivery with which it went: its own id, or that of another of the same hour. Empty: it has not left.
    sa.Column("carrier_id", sa.Text, nullable=False, server_default=""),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("provider_reference", sa.Text, nullable=False),
    sa.Column("address_digest", sa.LargeBinary),
    # JSON: the address that it went to, the code that it bears, what it says if it carries no message.
    sa.Column("sealed_content", sa.LargeBinary),
    sa.Column("code_digest", sa.LargeBinary),
    sa.Column("document_id", sa.Text, nullable=False),
    # What a call came to.
    sa.Column("outcome", sa.Text, nullable=False),
    # The trace of what is behind it.
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.UniqueConstraint("message_id", "channel", "round", "target", name="deliveries_once"),
    sa.Index("deliveries_next", "not_before_time", postgresql_where=sa.text("not_before_time IS NOT NULL")),
    sa.Index("deliveries_person", "person_id", "channel", "send_date"),
    sa.Index("deliveries_code", "person_id", "code_digest", postgresql_where=sa.text("code_digest IS NOT NULL")),
    sa.Index("deliveries_failed", "status_time", "delivery_id", postgresql_where=sa.text("status IN ('PERMANENT_FAILURE', 'TECHNICAL_FAILURE', 'RETURNED')")),
    sa.Index("deliveries_unreached", "status_time", "delivery_id", postgresql_where=sa.text("status = 'TEMPORARY_FAILURE' AND not_before_time IS NULL")),
    sa.Index("deliveries_carrier", "carrier_id", postgresql_where=sa.text("carrier_id <> ''")),
    sa.Index("deliveries_calls", "create_time", "delivery_id", postgresql_where=sa.text("channel = 'CALL' AND outcome = ''")),
)  # fmt: skip

# How far the reports of each provider were read.
report_cursors = sa.Table(
    "report_cursors",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("page_token", sa.Text, nullable=False),
)

preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    # Kind → channels.
    sa.Column("kinds", JSONB, nullable=False),
    sa.Column("escalation", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    # It waits for its code; the one before holds meanwhile.
    sa.Column("pending", sa.Boolean, primary_key=True),
    sa.Column("sealed_address", sa.LargeBinary, nullable=False),
    sa.Column("address_digest", sa.LargeBinary, nullable=False),
    sa.Column("confirm_time", _moment),
    # The delivery status that says that nothing reaches it any more. Empty: it works, as far as is known.
    sa.Column("failing", sa.Text, nullable=False),
    sa.Column("code_digest", sa.LargeBinary),
    sa.Column("code_expire_time", _moment),
    sa.Column("code_tries", sa.Integer, nullable=False),
    sa.Index("addresses_digest", "address_digest"),
)

# Codes that were sent, so that nobody is flooded with them.
code_requests = sa.Table(
    "code_requests",
    metadata,
    sa.Column("request_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("address_digest", sa.LargeBinary, nullable=False),
    sa.Column("request_time", _moment, nullable=False),
    sa.Index("code_requests_person", "person_id", "request_time"),
    sa.Index("code_requests_address", "address_digest", "request_time"),
    sa.Index("code_requests_time", "request_time"),
)

push_subscriptions = sa.Table(
    "push_subscriptions",
    metadata,
    sa.Column("subscription_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("endpoint_digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("sealed_subscription", sa.LargeBinary, nullable=False),
    sa.Column("create_time", _moment, nullable=False),
    sa.Index("push_subscriptions_person", "person_id"),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Column("since_time", _moment, nullable=False),
)

# Whom an organisme means by a name: only the digest of the name is kept.
directory = sa.Table(
    "directory",
    metadata,
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("pseudonym_digest", sa.LargeBinary, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Index("directory_person", "person_id"),
)

directory_reads = sa.Table(
    "directory_reads",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("read_time", _moment, nullable=False),
)
