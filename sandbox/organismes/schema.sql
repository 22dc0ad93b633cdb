-- What the played organismes learn and answer. One file for the ten: every row says whose it is. Times are seconds since 1970 (UTC).

CREATE TABLE IF NOT EXISTS pseudonyms (
    organisme TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    persona   TEXT NOT NULL,
    PRIMARY KEY (organisme, pseudonym)
) WITHOUT ROWID;

-- Every event taken off the stream, once: the inbox.
CREATE TABLE IF NOT EXISTS events (
    organisme   TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    version_id  TEXT NOT NULL,
    subject     TEXT NOT NULL,
    taken       REAL NOT NULL,
    PRIMARY KEY (organisme, event_id)
) WITHOUT ROWID;

-- What is to be done about an event. `due` is empty while the organisme waits for a check.
CREATE TABLE IF NOT EXISTS work (
    organisme   TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    version_id  TEXT NOT NULL,
    persona     TEXT NOT NULL,
    change      BLOB NOT NULL,
    answer      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    traceparent TEXT NOT NULL,
    due         REAL,
    PRIMARY KEY (organisme, event_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS work_due ON work (organisme, due);

-- One row for each time a file was changed, and no unique key: were a version applied twice, two rows would say so.
CREATE TABLE IF NOT EXISTS applications (
    id         INTEGER PRIMARY KEY,
    organisme  TEXT NOT NULL,
    version_id TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    verb       TEXT NOT NULL,
    number     INTEGER NOT NULL,
    late       INTEGER NOT NULL,
    applied    REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS applications_version ON applications (organisme, version_id);

-- What the organisme holds now of each fact: its highest version.
CREATE TABLE IF NOT EXISTS facts (
    organisme  TEXT NOT NULL,
    persona    TEXT NOT NULL,
    fact_id    TEXT NOT NULL,
    version_id TEXT NOT NULL,
    number     INTEGER NOT NULL,
    verb       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    change     BLOB NOT NULL,
    PRIMARY KEY (organisme, persona, fact_id)
) WITHOUT ROWID;

-- Checks of other organismes, offered to this one.
CREATE TABLE IF NOT EXISTS controls (
    organisme  TEXT NOT NULL,
    control_id TEXT NOT NULL,
    version_id TEXT NOT NULL,
    PRIMARY KEY (organisme, control_id)
) WITHOUT ROWID;

-- Answers, kept until the stream has acknowledged them, and after.
CREATE TABLE IF NOT EXISTS receipts (
    number      INTEGER PRIMARY KEY,
    organisme   TEXT NOT NULL,
    receipt_id  TEXT NOT NULL UNIQUE,
    subject     TEXT NOT NULL,
    data        BLOB NOT NULL,
    traceparent TEXT NOT NULL,
    made        REAL NOT NULL,
    sent        REAL
);
CREATE INDEX IF NOT EXISTS receipts_unsent ON receipts (organisme, number) WHERE sent IS NULL;

-- Messages that could not be handled, and why; one row for each attempt.
CREATE TABLE IF NOT EXISTS refusals (
    id         INTEGER PRIMARY KEY,
    organisme  TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    deliveries INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    refused    REAL NOT NULL
);
