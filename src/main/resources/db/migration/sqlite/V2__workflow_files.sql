-- Workflows from files. An upload has no file.

ALTER TABLE workflows ADD COLUMN file TEXT;          -- its name in the folder of workflows
ALTER TABLE workflows ADD COLUMN ignored_file TEXT;  -- another file of this name, which does not count
ALTER TABLE workflows ADD COLUMN errors TEXT NOT NULL DEFAULT '[]';    -- why the file as it is now is no workflow
ALTER TABLE workflows ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;  -- 1: the file is gone

-- A definition is all that it takes to run it: the source, the step templates that it uses as they were, and the folder
-- that its scripts are looked for in (null: the execution's own).
ALTER TABLE revisions ADD COLUMN templates TEXT NOT NULL DEFAULT '{}';
ALTER TABLE revisions ADD COLUMN folder TEXT;
