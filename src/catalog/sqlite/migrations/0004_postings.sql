-- Answers by sets: for each key the assets that have it, as numbers in one row, where there was a row for each. What
-- cataloguers state is kept apart from what files say, so that tagging rewrites small rows. Frozen once released. What is
-- derived is made anew from the records after this.

CREATE TABLE cataloguing (
    asset  INTEGER PRIMARY KEY REFERENCES asset (number) ON DELETE CASCADE,
    stated TEXT NOT NULL                  -- a JSON object by field word
) STRICT;
INSERT INTO cataloguing (asset, stated) SELECT asset, stated FROM record WHERE stated IS NOT NULL;
ALTER TABLE record DROP COLUMN stated;

DROP TABLE words;
DROP TABLE term;
DROP TABLE property;

-- A field, or a member inside its structures, as one kind of key. The kinds of its values: `text`, `prose` (a text too
-- long to be kept whole), `number`, `boolean`, `date`. What is made of them so that questions touch few rows: `year`,
-- `month` and `day` of dates; `scale`, numbers without all but their first digits (binary: five of them); `word`; `has`,
-- one key for all that have any. The field `is` has the states, and under `has` every asset. The field `folder` has the
-- rows of the folders that originals lie in (`lies`), or that other files do (`beside`).
CREATE TABLE property (
    id       INTEGER PRIMARY KEY,
    field    TEXT NOT NULL,
    path     TEXT NOT NULL,               -- names in lower case, joined by U+001F
    kind     TEXT NOT NULL,
    is_first INTEGER NOT NULL,            -- whether its keys are what the assets are sorted by
    UNIQUE (field, path, kind, is_first)
) STRICT;

-- The assets that have a key. An asset's number is `chunk * 65536` and a number below that; the set of these is kept as
-- 16-bit numbers, little-endian, ascending, or, from 4096 of them on, as 65536 bits, the lowest number in the lowest bit
-- of the first byte.
CREATE TABLE posting (
    property INTEGER NOT NULL,
    value    ANY NOT NULL,                -- folded text, a number, or a date's wall clock
    chunk    INTEGER NOT NULL,
    assets   INTEGER NOT NULL,            -- how many
    members  BLOB NOT NULL,
    PRIMARY KEY (property, value, chunk)
) STRICT, WITHOUT ROWID;

DELETE FROM sqlite_stat1 WHERE tbl IN ('term', 'words');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('posting', 'posting', '2000000 20000 2 1');
ANALYZE sqlite_schema;
