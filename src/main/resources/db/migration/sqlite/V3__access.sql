-- Who may call, and who did what.

-- Keys are kept as SHA-256 (hex) only. A key that was rotated with a grace works by two digests for a while.
CREATE TABLE api_keys (
    id              INTEGER PRIMARY KEY,
    key_id          TEXT    NOT NULL UNIQUE,
    user_id         TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    scopes          TEXT    NOT NULL,  -- names with blanks between them
    digest          TEXT    NOT NULL,
    replaced_digest TEXT,
    replaced_until  INTEGER,
    expires_at      INTEGER,
    last_used_at    INTEGER,
    created_at      INTEGER NOT NULL,
    CHECK ((replaced_digest IS NULL) = (replaced_until IS NULL))
);
CREATE INDEX api_keys_of_user ON api_keys (user_id, id);

CREATE TABLE audit (
    id            INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    user_id       TEXT,              -- null: nobody was recognized
    credential    TEXT    NOT NULL,
    credential_id TEXT,
    address       TEXT    NOT NULL,
    request_id    TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    status        INTEGER NOT NULL
);
CREATE INDEX audit_of_user ON audit (user_id, id);
CREATE INDEX audit_of_action ON audit (action, id);

-- What is in the log stays as it is. Old entries may be deleted, but none can be changed.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
