-- Values that workflows use. What is sealed is encrypted with AES-256-GCM, for this row alone.
CREATE TABLE secrets (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    sealed     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- Who may use them. A grant ends with the workflow that it was given to, whoever uploads another of the same name.
CREATE TABLE secret_grants (
    secret   INTEGER NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    workflow INTEGER NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
    PRIMARY KEY (secret, workflow)
) WITHOUT ROWID;
CREATE INDEX secret_grants_of_workflow ON secret_grants (workflow);

-- What an execution has come to know: the values, so that they are masked after they were changed, and its inputs as
-- they are where the execution's row has them masked. Its other batches and snapshots are sealed from then on.
CREATE TABLE execution_secrets (
    execution INTEGER PRIMARY KEY,
    sealed    TEXT    NOT NULL
);
