-- The servers that work on this database. Times are the database's own. A life begins at each start, and whenever a server
-- finds that others took it for dead: executions belong to lives, and those of lives that are not here are taken up by others.
CREATE TABLE nodes (
    id         VARCHAR(36)  NOT NULL PRIMARY KEY,
    life       VARCHAR(36)  NOT NULL UNIQUE,
    number     INT          NOT NULL UNIQUE,  -- a part of the numbers that the server gives to rows
    host       VARCHAR(255) NOT NULL,
    address    VARCHAR(255) NOT NULL,         -- where others reach it; empty for nowhere
    version    VARCHAR(100) NOT NULL,
    started_at BIGINT       NOT NULL,
    heartbeat  BIGINT       NOT NULL,
    key_id     VARCHAR(32)  NOT NULL DEFAULT '',  -- of the key that secrets are encrypted with; empty for none
    draining   SMALLINT     NOT NULL,         -- 1: it is to take nothing new
    left_at    BIGINT                         -- when it stopped or was taken for dead; null: it lives
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is to happen once at a time in the whole cluster: whoever inserts the row does it.
CREATE TABLE due_work (
    name VARCHAR(64) NOT NULL,
    due  BIGINT      NOT NULL,
    node VARCHAR(36) NOT NULL,
    PRIMARY KEY (name, due)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Unfinished executions of workflows of which so many may run at a time, and the places that those have which run: a place
-- has one of them, whichever servers begin them.
CREATE TABLE limited_executions (
    execution BIGINT       NOT NULL PRIMARY KEY,
    workflow  VARCHAR(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
    most      INT          NOT NULL,
    place     INT,  -- below most; null: it waits
    UNIQUE KEY limited_executions_places (workflow, place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
