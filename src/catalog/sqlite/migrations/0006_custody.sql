-- What became of what: takings-in and what they could not take, what was let go on purpose, what is under protection, and
-- numbers by which pictures are told to look alike. Frozen once released.

-- The ledger: takings-in (PREMIS: accession), how far each came, and which files none of them could take. It tells of runs,
-- not of changes, and is not sealed; the operations that it names are.
CREATE TABLE accession (
    number  INTEGER PRIMARY KEY,
    state   TEXT NOT NULL,                -- open, whole, interrupted, failed
    agent   TEXT NOT NULL,
    begun   TEXT NOT NULL,                -- ISO 8601
    ended   TEXT,                         -- of the last run; absent while it is open
    words   TEXT NOT NULL,                -- of the command that began it
    roots   BLOB NOT NULL,                -- absolute paths, a zero byte after each
    target  BLOB,                         -- where files are copied to; absent: they stay where they lie
    counts  TEXT NOT NULL,                -- outcomes by word: a JSON array of pairs
    counter INTEGER NOT NULL              -- the last number given to a file's name
) STRICT;
CREATE INDEX accession_unfinished ON accession (number) WHERE state <> 'whole';

CREATE TABLE accession_operation (
    operation INTEGER PRIMARY KEY REFERENCES operation (number),
    accession INTEGER NOT NULL REFERENCES accession (number)
) STRICT;
CREATE INDEX operation_by_accession ON accession_operation (accession);

-- A file is here once, by the accession that missed it first.
CREATE TABLE untaken (
    path      BLOB PRIMARY KEY,           -- absolute
    accession INTEGER NOT NULL REFERENCES accession (number),
    kind      TEXT NOT NULL,
    message   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX untaken_by_accession ON untaken (accession);

-- Contents that were let go on purpose (deaccession): they do not come back unasked. The log tells of each too.
CREATE TABLE let_go (
    digest    BLOB PRIMARY KEY,           -- 32 bytes, BLAKE3 of the file
    asset     INTEGER NOT NULL REFERENCES identity (number),
    operation INTEGER NOT NULL REFERENCES operation (number),
    at        TEXT NOT NULL,              -- ISO 8601
    agent     TEXT NOT NULL,
    reason    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('accession', 'accession_unfinished', '10 1'),
    ('accession', NULL, '1000'),
    ('accession_operation', 'operation_by_accession', '1000 1'),
    ('untaken', 'untaken', '1000 1'),
    ('untaken', 'untaken_by_accession', '1000 100'),
    ('let_go', 'let_go', '10000 1');
ANALYZE sqlite_schema;

-- What is under protection: no verb changes or takes away a file there.
CREATE TABLE protection (
    volume INTEGER NOT NULL REFERENCES volume (id),
    path   BLOB NOT NULL,                 -- as in folder; empty: the whole volume
    PRIMARY KEY (volume, path)
) STRICT, WITHOUT ROWID;

-- Files that are about to go into the trash of their volume: announced before, gone from here when it is recorded.
CREATE TABLE departure (
    number      INTEGER PRIMARY KEY,
    asset       INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    volume      INTEGER NOT NULL REFERENCES volume (id),
    folder      BLOB NOT NULL,            -- as in folder
    name        BLOB NOT NULL,
    kept_folder BLOB NOT NULL,
    kept_name   BLOB NOT NULL,
    digest      BLOB NOT NULL,            -- 32 bytes, BLAKE3 of the file
    way         TEXT NOT NULL,            -- what becomes of its name: trash, link, reflink
    inode       INTEGER NOT NULL
) STRICT;
-- Numbers by which pictures are told to look alike. Derived: they can be made again, and the log does not tell of them.
CREATE TABLE fingerprint (
    asset     INTEGER PRIMARY KEY REFERENCES asset (number) ON DELETE CASCADE,
    algorithm INTEGER NOT NULL,           -- the way in which it was made; others cannot be compared with it
    source    INTEGER NOT NULL,           -- 0 the pixels, 1 a preview in the file
    width     INTEGER NOT NULL,           -- of the picture, in pixels, as it is stored
    height    INTEGER NOT NULL,
    hash      BLOB NOT NULL               -- 16 bytes, for finding
) STRICT;

-- Beside it, not in it: all hashes are read to find what may look alike, and these of what was found.
CREATE TABLE signature (
    asset INTEGER PRIMARY KEY REFERENCES fingerprint (asset) ON DELETE CASCADE,
    cells BLOB NOT NULL                   -- the picture in 32 by 32 parts, for judging
) STRICT;

-- They are of an essence: where another is an asset's newest, they are of something else.
CREATE TRIGGER fingerprint_of_essence AFTER UPDATE OF essence ON asset WHEN old.essence <> new.essence BEGIN
    DELETE FROM fingerprint WHERE asset = new.number;
END;
