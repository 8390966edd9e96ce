-- Whose workflows and executions are, and who sees them. What was there before belongs to the first user, the admin.
-- The audience is who sees a row besides admins: its owner's id, or '' for everybody.

ALTER TABLE workflows ADD COLUMN owner TEXT;  -- null: it comes from a file
ALTER TABLE workflows ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'shared'));
ALTER TABLE workflows ADD COLUMN audience TEXT NOT NULL DEFAULT '';
UPDATE workflows SET owner = 'admin', audience = 'admin' WHERE file IS NULL;
CREATE INDEX workflows_of_audience ON workflows (audience, id);

ALTER TABLE revisions ADD COLUMN owner TEXT;  -- the workflow's, which the revision outlives
UPDATE revisions SET owner = 'admin' WHERE folder IS NULL;

-- Lists read one branch for each audience that they show, and without a filter one for each status: so these two serve
-- them all, and an execution costs two entries, not three.
ALTER TABLE executions ADD COLUMN user_id TEXT NOT NULL DEFAULT 'admin';
ALTER TABLE executions ADD COLUMN audience TEXT NOT NULL DEFAULT 'admin';
CREATE INDEX executions_of_audience_and_workflow ON executions (audience, workflow, id);
CREATE INDEX executions_of_audience_and_status ON executions (audience, status, id);

-- What is typical of many executions, so that indexes are chosen by that, however few there are. They are told by hand, as
-- nothing else looks at the statistics: rows in all, then rows that share each beginning of the index's columns.
ANALYZE executions;
DELETE FROM sqlite_stat1 WHERE tbl = 'executions';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('executions', 'executions_of_workflow', '1000000 10000 1'),
    ('executions', 'executions_by_status', '1000000 200000 1'),
    ('executions', 'executions_of_audience_and_workflow', '1000000 50000 5000 1'),
    ('executions', 'executions_of_audience_and_status', '1000000 50000 10000 1');
