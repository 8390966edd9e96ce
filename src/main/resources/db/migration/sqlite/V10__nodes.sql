-- The servers that work on this database. Times are the database's own. A life begins at each start, and whenever a server
-- finds that others took it for dead: executions belong to lives, and those of lives that are not here are taken up by others.
CREATE TABLE nodes (
    id         TEXT    NOT NULL PRIMARY KEY,
    life       TEXT    NOT NULL UNIQUE,
    number     INTEGER NOT NULL UNIQUE,  -- a part of the numbers that the server gives to rows
    host       TEXT    NOT NULL,
    address    TEXT    NOT NULL,         -- where others reach it; empty for nowhere
    version    TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    heartbeat  INTEGER NOT NULL,
    key_id     TEXT    NOT NULL DEFAULT '',  -- of the key that secrets are encrypted with; empty for none
    draining   INTEGER NOT NULL,         -- 1: it is to take nothing new
    left_at    INTEGER                   -- when it stopped or was taken for dead; null: it lives
);

-- What is to happen once at a time in the whole cluster: whoever inserts the row does it.
CREATE TABLE due_work (
    name TEXT    NOT NULL,
    due  INTEGER NOT NULL,
    node TEXT    NOT NULL,
    PRIMARY KEY (name, due)
);

-- Unfinished executions of workflows of which so many may run at a time, and the places that those have which run: a place
-- has one of them, whichever servers begin them.
CREATE TABLE limited_executions (
    execution INTEGER NOT NULL PRIMARY KEY,
    workflow  TEXT    COLLATE NOCASE NOT NULL,
    most      INTEGER NOT NULL,
    place     INTEGER,  -- below most; null: it waits
    UNIQUE (workflow, place)
);
