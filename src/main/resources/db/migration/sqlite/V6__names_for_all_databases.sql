-- Names that are no words of SQL elsewhere, so that the same statements work on MySQL.
ALTER TABLE executions RENAME COLUMN trigger TO triggered_by;
ALTER TABLE idempotency RENAME COLUMN key TO idempotency_key;

-- Where an execution that waits for its turn stands in the queue; null for all others. MySQL has no partial indexes, but
-- an index on this column.
ALTER TABLE executions ADD COLUMN queue_place INTEGER
    AS (CASE WHEN status = 'queued' AND owner IS NULL THEN -priority END) VIRTUAL;
DROP INDEX executions_unfinished;
CREATE INDEX executions_queue ON executions (queue_place, id) WHERE queue_place IS NOT NULL;
