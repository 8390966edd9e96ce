-- Times are milliseconds since 1970 UTC. Ids are 64-bit numbers made by the application: they grow with time, so
-- that the newest rows are the last ones and lists page by id.

CREATE TABLE workflows (
    id           INTEGER PRIMARY KEY,
    workflow_id  TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    kind         TEXT    NOT NULL CHECK (kind IN ('local', 'remote')),
    status       TEXT    NOT NULL CHECK (status IN ('active', 'inactive')),
    name         TEXT    NOT NULL,
    english_name TEXT,
    description  TEXT,
    version      TEXT,
    tags         TEXT    NOT NULL DEFAULT '[]',
    parameters   TEXT,
    revision     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
);

-- Revisions outlive their workflow: executions go on, and can be read, after it was deleted.
CREATE TABLE revisions (
    id          INTEGER PRIMARY KEY,
    workflow    INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    source      TEXT,
    digest      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (workflow, revision)
);

CREATE TABLE executions (
    id           INTEGER PRIMARY KEY,
    execution_id TEXT    NOT NULL UNIQUE,
    workflow     TEXT    NOT NULL COLLATE NOCASE,
    revision     INTEGER NOT NULL,
    definition   INTEGER NOT NULL,  -- revisions.id
    status       TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
    current_step TEXT,
    inputs       TEXT    NOT NULL,
    outputs      TEXT,
    error        TEXT,
    priority     INTEGER NOT NULL,
    trigger      TEXT    NOT NULL,
    parent       TEXT,
    request_id   TEXT    NOT NULL,
    owner        TEXT,              -- who appends to the journal; null: nobody
    epoch        INTEGER NOT NULL,  -- raised at each change of owner
    last_seq     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER
);
CREATE INDEX executions_of_workflow ON executions (workflow, id);
CREATE INDEX executions_by_status ON executions (status, id);
CREATE INDEX executions_unfinished ON executions (priority DESC, id) WHERE status IN ('queued', 'running', 'waiting');

-- The events of an execution, some at a time. The key makes sure that two owners cannot both append.
CREATE TABLE journal (
    execution INTEGER NOT NULL,
    batch     INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    events    TEXT    NOT NULL,
    PRIMARY KEY (execution, batch)
) WITHOUT ROWID;

-- Log text, numbered with the events but apart from them, so that reading an execution's state does not read its log.
CREATE TABLE logs (
    execution INTEGER NOT NULL,
    batch     INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    entries   TEXT    NOT NULL,
    PRIMARY KEY (execution, batch)
) WITHOUT ROWID;

-- The state of an execution after a batch, so that reading a long one does not begin at the beginning.
CREATE TABLE snapshots (
    execution INTEGER PRIMARY KEY,
    batch     INTEGER NOT NULL,
    state     TEXT    NOT NULL
);

-- What others ask of an execution's owner, kept until the owner has acted on it.
CREATE TABLE requests (
    execution  INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('cancel')),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (execution, kind)
) WITHOUT ROWID;

-- First answers to requests with an Idempotency-Key.
CREATE TABLE idempotency (
    caller     TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    status     INTEGER NOT NULL,
    location   TEXT,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
