-- Rows hold hexadecimal ids, nanoseconds since 1970, and the OTLP messages as they came (body, resource, scope, record).
CREATE TABLE IF NOT EXISTS origin (
    id INTEGER PRIMARY KEY, service TEXT NOT NULL, resource BLOB NOT NULL, scope BLOB NOT NULL, seen_ns INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS trace (
    id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL UNIQUE, root_name TEXT, root_service TEXT,
    error INTEGER NOT NULL, seen_ns INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS trace_service (
    trace_id TEXT NOT NULL, service TEXT NOT NULL, PRIMARY KEY (trace_id, service)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS span (
    id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_id TEXT NOT NULL, name TEXT NOT NULL,
    start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, error INTEGER NOT NULL, origin_id INTEGER NOT NULL, body BLOB NOT NULL,
    UNIQUE (trace_id, span_id)
);
CREATE TABLE IF NOT EXISTS link (
    trace_id TEXT NOT NULL, span_id TEXT NOT NULL, linked_trace_id TEXT NOT NULL, linked_span_id TEXT NOT NULL,
    PRIMARY KEY (trace_id, span_id, linked_trace_id, linked_span_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_target ON link (linked_trace_id);
CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, span_id TEXT NOT NULL, time_ns INTEGER NOT NULL,
    origin_id INTEGER NOT NULL, record BLOB NOT NULL, seen_ns INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS log_trace ON log (trace_id) WHERE trace_id <> '';
CREATE TABLE IF NOT EXISTS metric (
    id INTEGER PRIMARY KEY, service TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL,
    description TEXT NOT NULL, attributes TEXT NOT NULL, value TEXT NOT NULL, exemplars TEXT NOT NULL,
    time_ns INTEGER NOT NULL, seen_ns INTEGER NOT NULL
);
