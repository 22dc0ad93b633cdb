CREATE TABLE IF NOT EXISTS sent (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    house TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    -- As it came: the mail with its headers, the text of the SMS, the clear text of the push message, the PDF of the letter.
    content BLOB NOT NULL,
    accept_time REAL NOT NULL,
    -- How often it was handed over: more than once, and somebody sent it twice.
    times INTEGER NOT NULL DEFAULT 1,
    UNIQUE (house, delivery_id)
);
CREATE INDEX IF NOT EXISTS sent_delivery ON sent (delivery_id);
CREATE INDEX IF NOT EXISTS sent_recipient ON sent (recipient);
CREATE TABLE IF NOT EXISTS reports (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    house TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- From when on it is told.
    due_time REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS reports_told ON reports (house, due_time, position);
CREATE INDEX IF NOT EXISTS reports_delivery ON reports (house, delivery_id, due_time);
CREATE TABLE IF NOT EXISTS browsers (
    subscription_id TEXT PRIMARY KEY,
    conduct TEXT NOT NULL,
    private_key BLOB NOT NULL,
    auth BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS clock (only INTEGER PRIMARY KEY CHECK (only = 1), ahead REAL NOT NULL);
