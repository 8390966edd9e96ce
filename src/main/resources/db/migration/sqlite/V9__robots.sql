-- Robots that are or were connected. What they were sent is in the journals of executions.
CREATE TABLE robots (
    number       INTEGER NOT NULL PRIMARY KEY,  -- lists go by it
    id           TEXT    NOT NULL UNIQUE,
    user_id      TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    workflows    TEXT,                          -- a list in JSON; null: all
    capacity     INTEGER NOT NULL CHECK (capacity >= 0),
    labels       TEXT    NOT NULL,              -- a map in JSON
    connected_at INTEGER NOT NULL,
    last_seen    INTEGER NOT NULL               -- as of the last hello, leave or hourly look
);
CREATE INDEX robots_of_user ON robots (user_id, number);
CREATE INDEX robots_by_last_seen ON robots (last_seen);
