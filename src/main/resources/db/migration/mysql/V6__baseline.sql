-- The schema as SQLite has it after its migration 6. From here on, both folders have the same numbers.
--
-- Text is compared exactly (utf8mb4_bin), but for the ids of workflows, where case does not count, and for what people
-- search in. What has an index has a length, which the API holds callers to; all other text is as long as it comes.
-- Times are milliseconds since 1970 UTC. Ids are 64-bit numbers made by the application: they grow with time, so
-- that the newest rows are the last ones and lists page by id.

-- The last commit of each writer, by which it learns whether a commit took place whose answer did not come.
CREATE TABLE commits (
    session CHAR(36) NOT NULL PRIMARY KEY,
    number  BIGINT   NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE workflows (
    id           BIGINT       NOT NULL PRIMARY KEY,
    workflow_id  VARCHAR(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
    kind         VARCHAR(10)  NOT NULL CHECK (kind IN ('local', 'remote')),
    status       VARCHAR(10)  NOT NULL CHECK (status IN ('active', 'inactive')),
    name         LONGTEXT     COLLATE utf8mb4_unicode_520_ci NOT NULL,
    english_name LONGTEXT     COLLATE utf8mb4_unicode_520_ci,
    description  LONGTEXT     COLLATE utf8mb4_unicode_520_ci,
    version      LONGTEXT,
    tags         LONGTEXT     COLLATE utf8mb4_unicode_520_ci NOT NULL,
    parameters   LONGTEXT,
    revision     INT          NOT NULL,
    created_at   BIGINT       NOT NULL,
    updated_at   BIGINT       NOT NULL,
    file         LONGTEXT,               -- its name in the folder of workflows; an upload has none
    ignored_file LONGTEXT,               -- another file of this name, which does not count
    errors       LONGTEXT     NOT NULL,  -- why the file as it is now is no workflow
    archived     SMALLINT     NOT NULL,  -- 1: the file is gone
    owner        VARCHAR(128),           -- null: it comes from a file
    visibility   VARCHAR(10)  NOT NULL CHECK (visibility IN ('private', 'shared')),
    audience     VARCHAR(128) NOT NULL,  -- who sees it besides admins: its owner's id, or '' for everybody
    UNIQUE KEY workflows_by_name (workflow_id),
    KEY workflows_of_audience (audience, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Revisions outlive their workflow: executions go on, and can be read, after it was deleted. A definition is all that it
-- takes to run it: the source, the step templates that it uses as they were, and the folder that its scripts are looked
-- for in (null: the execution's own).
CREATE TABLE revisions (
    id          BIGINT   NOT NULL PRIMARY KEY,
    workflow    BIGINT   NOT NULL,
    revision    INT      NOT NULL,
    source      LONGTEXT,
    digest      CHAR(64) NOT NULL,
    created_at  BIGINT   NOT NULL,
    templates   LONGTEXT NOT NULL,
    folder      LONGTEXT,
    owner       VARCHAR(128),  -- the workflow's, which the revision outlives
    UNIQUE KEY revisions_by_number (workflow, revision)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE executions (
    id           BIGINT       NOT NULL PRIMARY KEY,
    execution_id VARCHAR(150) NOT NULL,
    workflow     VARCHAR(100) COLLATE utf8mb4_unicode_520_ci NOT NULL,
    revision     INT          NOT NULL,
    definition   BIGINT       NOT NULL,  -- revisions.id
    status       VARCHAR(10)  NOT NULL
        CHECK (status IN ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
    current_step LONGTEXT,
    inputs       LONGTEXT     NOT NULL,
    outputs      LONGTEXT,
    error        LONGTEXT,
    priority     INT          NOT NULL,
    triggered_by LONGTEXT     NOT NULL,
    parent       VARCHAR(150),
    request_id   LONGTEXT     NOT NULL,
    owner        VARCHAR(100),           -- who appends to the journal; null: nobody
    epoch        BIGINT       NOT NULL,  -- raised at each change of owner
    last_seq     BIGINT       NOT NULL,
    created_at   BIGINT       NOT NULL,
    started_at   BIGINT,
    finished_at  BIGINT,
    user_id      VARCHAR(128) NOT NULL,
    audience     VARCHAR(128) NOT NULL,  -- who sees it besides admins: its user's id, or '' for everybody
    queue_place  INT AS (CASE WHEN status = 'queued' AND owner IS NULL THEN -priority END) VIRTUAL,
    UNIQUE KEY executions_by_name (execution_id),
    KEY executions_of_workflow (workflow, id),
    KEY executions_by_status (status, id),
    KEY executions_queue (queue_place, id),
    KEY executions_of_audience_and_workflow (audience, workflow, id),
    KEY executions_of_audience_and_status (audience, status, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The events of an execution, some at a time. The key makes sure that two owners cannot both append.
CREATE TABLE journal (
    execution BIGINT   NOT NULL,
    batch     INT      NOT NULL,
    epoch     BIGINT   NOT NULL,
    first_seq BIGINT   NOT NULL,
    last_seq  BIGINT   NOT NULL,
    events    LONGTEXT NOT NULL,
    PRIMARY KEY (execution, batch)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Log text, numbered with the events but apart from them, so that reading an execution's state does not read its log.
CREATE TABLE logs (
    execution BIGINT   NOT NULL,
    batch     INT      NOT NULL,
    first_seq BIGINT   NOT NULL,
    last_seq  BIGINT   NOT NULL,
    entries   LONGTEXT NOT NULL,
    PRIMARY KEY (execution, batch)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The state of an execution after a batch, so that reading a long one does not begin at the beginning.
CREATE TABLE snapshots (
    execution BIGINT   NOT NULL PRIMARY KEY,
    batch     INT      NOT NULL,
    state     LONGTEXT NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What others ask of an execution's owner, kept until the owner has acted on it.
CREATE TABLE requests (
    execution  BIGINT      NOT NULL,
    kind       VARCHAR(10) NOT NULL CHECK (kind IN ('cancel')),
    created_at BIGINT      NOT NULL,
    PRIMARY KEY (execution, kind)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- First answers to requests with an Idempotency-Key.
CREATE TABLE idempotency (
    caller          VARCHAR(128) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    digest          CHAR(64)     NOT NULL,
    status          INT          NOT NULL,
    location        LONGTEXT,
    body            LONGTEXT     NOT NULL,
    created_at      BIGINT       NOT NULL,
    PRIMARY KEY (caller, idempotency_key),
    KEY idempotency_by_age (created_at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Keys are kept as SHA-256 (hex) only. A key that was rotated with a grace works by two digests for a while.
CREATE TABLE api_keys (
    id              BIGINT       NOT NULL PRIMARY KEY,
    key_id          VARCHAR(64)  NOT NULL,
    user_id         VARCHAR(128) NOT NULL,
    name            LONGTEXT     NOT NULL,
    scopes          LONGTEXT     NOT NULL,  -- names with blanks between them
    digest          CHAR(64)     NOT NULL,
    replaced_digest CHAR(64),
    replaced_until  BIGINT,
    expires_at      BIGINT,
    last_used_at    BIGINT,
    created_at      BIGINT       NOT NULL,
    CHECK ((replaced_digest IS NULL) = (replaced_until IS NULL)),
    UNIQUE KEY api_keys_by_name (key_id),
    KEY api_keys_of_user (user_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is in the log stays as it is. SQLite has a trigger that refuses changes; where MySQL keeps a binary log, to make one
-- takes rights that a server should not have.
CREATE TABLE audit (
    id            BIGINT       NOT NULL PRIMARY KEY,
    at            BIGINT       NOT NULL,
    user_id       VARCHAR(128),            -- null: nobody was recognized
    credential    VARCHAR(20)  NOT NULL,
    credential_id LONGTEXT,
    address       LONGTEXT     NOT NULL,
    request_id    LONGTEXT     NOT NULL,
    action        VARCHAR(100) NOT NULL,
    target        LONGTEXT     NOT NULL,
    status        INT          NOT NULL,
    KEY audit_of_user (user_id, id),
    KEY audit_of_action (action, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Values that workflows use. What is sealed is encrypted with AES-256-GCM, for this row alone.
CREATE TABLE secrets (
    id         BIGINT       NOT NULL PRIMARY KEY,
    name       VARCHAR(100) NOT NULL,
    sealed     LONGTEXT     NOT NULL,
    created_at BIGINT       NOT NULL,
    updated_at BIGINT       NOT NULL,
    UNIQUE KEY secrets_by_name (name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who may use them. A grant ends with the workflow that it was given to, whoever uploads another of the same name.
CREATE TABLE secret_grants (
    secret   BIGINT NOT NULL,
    workflow BIGINT NOT NULL,
    PRIMARY KEY (secret, workflow),
    KEY secret_grants_of_workflow (workflow),
    FOREIGN KEY (secret) REFERENCES secrets (id) ON DELETE CASCADE,
    FOREIGN KEY (workflow) REFERENCES workflows (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What an execution has come to know: the values, so that they are masked after they were changed, and its inputs as
-- they are where the execution's row has them masked. Its other batches and snapshots are sealed from then on.
CREATE TABLE execution_secrets (
    execution BIGINT   NOT NULL PRIMARY KEY,
    sealed    LONGTEXT NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
