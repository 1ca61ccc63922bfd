-- The log is sealed as it grows, and says which writes to files are still to be done. Frozen once released. Logs from before
-- are sealed after this, as they are found.

-- One for each batch of changes, in order: over the seal before, the operation's head and the changes' rows. Whoever knows
-- a seal knows whether all that was logged until then is what it was.
CREATE TABLE seal (
    number    INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (number),
    first     INTEGER,                    -- the first and the last row of change in the batch; absent: it has none
    last      INTEGER,
    digest    BLOB NOT NULL               -- 32 bytes, SHA-256; what goes in stands in docs/decisions/0016-writing.md
) STRICT;
CREATE INDEX seal_by_operation ON seal (operation);

-- A batch's rows stand together, so that an operation's are found by its seals.
DROP INDEX change_by_operation;

-- Writes to files that are still to be done.
CREATE TABLE pending (
    asset   INTEGER PRIMARY KEY REFERENCES asset (number) ON DELETE CASCADE,
    writing TEXT NOT NULL,                -- how: a word
    since   TEXT NOT NULL,                -- ISO 8601
    problem TEXT NOT NULL,                -- why not yet
    files   TEXT                          -- those that were changing hands: path, digest before and after, as JSON
) STRICT;

DELETE FROM sqlite_stat1 WHERE idx = 'change_by_operation';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('seal', 'seal_by_operation', '3000 3');
ANALYZE sqlite_schema;
