-- Robots that are or were connected. What they were sent is in the journals of executions.
CREATE TABLE robots (
    number       BIGINT       NOT NULL PRIMARY KEY,  -- lists go by it
    id           VARCHAR(64)  NOT NULL UNIQUE,
    user_id      VARCHAR(128) NOT NULL,
    name         VARCHAR(100) NOT NULL,
    workflows    MEDIUMTEXT,                         -- a list in JSON; null: all
    capacity     INT          NOT NULL CHECK (capacity >= 0),
    labels       MEDIUMTEXT   NOT NULL,              -- a map in JSON
    connected_at BIGINT       NOT NULL,
    last_seen    BIGINT       NOT NULL,              -- as of the last hello, leave or hourly look
    INDEX robots_of_user (user_id, number),
    INDEX robots_by_last_seen (last_seen)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
