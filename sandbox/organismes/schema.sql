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

-- What the organismes publish (receipts, steps of claims), kept until the stream has acknowledged it, and after.
CREATE TABLE IF NOT EXISTS outbox (
    number      INTEGER PRIMARY KEY,
    organisme   TEXT NOT NULL,
    event_id    TEXT NOT NULL UNIQUE,
    subject     TEXT NOT NULL,
    data        BLOB NOT NULL,
    traceparent TEXT NOT NULL,
    made        REAL NOT NULL,
    sent        REAL
);
CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (organisme, number) WHERE sent IS NULL;

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

-- The simulated day that it was `at` a moment, and how long one lasts: one row.
CREATE TABLE IF NOT EXISTS calendar (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    day    REAL NOT NULL,
    day_ms INTEGER NOT NULL,
    at     REAL NOT NULL
);

-- Claims. `script` is what is still to happen (JSON), `due` the simulated day of the first of it: empty while a piece is awaited.
CREATE TABLE IF NOT EXISTS claims (
    organisme   TEXT NOT NULL,
    reference   TEXT NOT NULL,
    persona     TEXT NOT NULL,
    pseudonym   TEXT NOT NULL,
    benefit     TEXT NOT NULL,
    submitted   REAL NOT NULL,
    stage       TEXT NOT NULL,
    appeals     TEXT NOT NULL,
    part_of     TEXT NOT NULL,
    decided_by  TEXT NOT NULL,
    effect      TEXT NOT NULL,
    script      TEXT NOT NULL,
    due         REAL,
    traceparent TEXT NOT NULL,
    held        INTEGER NOT NULL,
    PRIMARY KEY (organisme, reference)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claims_due ON claims (organisme, due);
CREATE INDEX IF NOT EXISTS claims_persona ON claims (organisme, persona);

CREATE TABLE IF NOT EXISTS claim_steps (
    organisme TEXT NOT NULL,
    reference TEXT NOT NULL,
    number    INTEGER NOT NULL,
    name      TEXT NOT NULL,
    data      BLOB NOT NULL,
    PRIMARY KEY (organisme, reference, number)
) WITHOUT ROWID;

-- Pieces asked for that have not come. Days are simulated; `otherwise` is what ends the claim without the piece (JSON).
CREATE TABLE IF NOT EXISTS awaited (
    organisme  TEXT NOT NULL,
    reference  TEXT NOT NULL,
    piece_type TEXT NOT NULL,
    owed_by    TEXT NOT NULL,
    comes      REAL,
    ends       REAL,
    otherwise  TEXT,
    PRIMARY KEY (organisme, reference, piece_type)
);

-- What persons did to keep a right, by whatever channel; everything due by then is done.
CREATE TABLE IF NOT EXISTS duties_done (
    organisme TEXT NOT NULL,
    persona   TEXT NOT NULL,
    benefit   TEXT NOT NULL,
    until     TEXT NOT NULL,
    done      REAL NOT NULL,
    PRIMARY KEY (organisme, persona, benefit)
) WITHOUT ROWID;

-- What an organisme asks of a person besides what their file says.
CREATE TABLE IF NOT EXISTS duties_asked (
    organisme TEXT NOT NULL,
    persona   TEXT NOT NULL,
    benefit   TEXT NOT NULL,
    due       TEXT NOT NULL,
    PRIMARY KEY (organisme, persona, benefit, due)
) WITHOUT ROWID;

-- Documents taken: never their content. No key but the row's: were one taken twice, two rows would say so.
CREATE TABLE IF NOT EXISTS documents (
    id         INTEGER PRIMARY KEY,
    organisme  TEXT NOT NULL,
    request_id TEXT NOT NULL,
    persona    TEXT NOT NULL,
    reference  TEXT NOT NULL,
    piece_type TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    receipt    TEXT NOT NULL,
    deposited  REAL NOT NULL,
    received   REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_claim ON documents (organisme, reference, piece_type);

-- Answers to calls that have an effect, by their idempotency key.
CREATE TABLE IF NOT EXISTS answered (
    organisme   TEXT NOT NULL,
    method      TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    response    BLOB NOT NULL,
    PRIMARY KEY (organisme, method, request_id)
) WITHOUT ROWID;
