-- What the catalogue was told about itself. Names known: `policy`, the word of the policy by which statements are
-- weighed; absent: the default.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
