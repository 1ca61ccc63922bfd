-- The catalogue's first shape. Frozen once released: a later shape is a later file.
--
-- What is known: identity, asset, record, version, source, volume, folder, holding, link, saved.
-- What was done: operation, change, event.
-- What is derived from what is known, and can be made again: property, term, words.

-- Every id that the catalogue ever met, in order of accession. Rows stay when assets go, so that one that comes back
-- comes back to its place and the log keeps its name.
CREATE TABLE identity (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE           -- 16 bytes
) STRICT;

-- The facts of an asset's newest version: a small row, since scans read it.
CREATE TABLE asset (
    number     INTEGER PRIMARY KEY REFERENCES identity (number),
    id         BLOB NOT NULL,             -- as in identity, to save a look-up
    accessioned TEXT NOT NULL,            -- ISO 8601
    version    INTEGER NOT NULL,
    digest     BLOB NOT NULL,             -- 32 bytes, BLAKE3 of the file
    essence    BLOB NOT NULL,             -- 32 bytes, BLAKE3 of the essence
    size       INTEGER NOT NULL           -- bytes
) STRICT;
CREATE INDEX asset_by_essence ON asset (essence);

-- What an asset's newest version says, and what cataloguers stated: JSON objects by field word.
CREATE TABLE record (
    asset     INTEGER PRIMARY KEY REFERENCES asset (number) ON DELETE CASCADE,
    described TEXT NOT NULL,
    stated    TEXT                        -- absent: nothing was stated
) STRICT;

CREATE TABLE version (
    asset      INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    essence    BLOB NOT NULL,
    size       INTEGER NOT NULL,
    described  TEXT,                      -- absent for the newest version: it is in record
    statements TEXT NOT NULL              -- JSON array of arrays: a row of source, then its values
) STRICT;
CREATE UNIQUE INDEX version_by_asset ON version (asset, number);
CREATE INDEX version_by_digest ON version (digest);

-- Who says what by which name: files say the same things of different pictures.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY,
    origin   TEXT NOT NULL,
    name     TEXT NOT NULL,
    field    TEXT NOT NULL,               -- empty: it speaks for none
    language TEXT NOT NULL,               -- empty: none; else `=` and the tag
    UNIQUE (origin, name, field, language)
) STRICT;

-- A volume that is forgotten keeps its row, for the log speaks of it.
CREATE TABLE volume (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    identity    TEXT NOT NULL,
    mount_point BLOB NOT NULL,            -- where paths below it begin today
    is_online   INTEGER NOT NULL,
    last_seen   TEXT NOT NULL,
    is_known    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX volume_by_name ON volume (name) WHERE is_known;

CREATE TABLE folder (
    id     INTEGER PRIMARY KEY,
    volume INTEGER NOT NULL REFERENCES volume (id),
    path   BLOB NOT NULL                  -- from the mount point, without a leading slash; with one, from the root
) STRICT;
CREATE UNIQUE INDEX folder_by_path ON folder (volume, path);

CREATE TABLE holding (
    asset    INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    folder   INTEGER NOT NULL REFERENCES folder (id),
    name     BLOB NOT NULL,
    role     INTEGER NOT NULL,            -- 0 original, 1 sidecar
    state    INTEGER NOT NULL,            -- 0 present, 1 missing, 2 offline
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL,            -- nanoseconds since 1970 UTC
    inode    INTEGER NOT NULL,
    digest   BLOB NOT NULL,
    version  INTEGER NOT NULL,
    checked  TEXT,                        -- how the last fixity check of these bytes ended
    PRIMARY KEY (asset, folder, name)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX holding_by_path ON holding (folder, name);

CREATE TABLE link (
    asset    INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    PRIMARY KEY (asset, other, relation)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_other ON link (other);

CREATE TABLE saved (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
    number  INTEGER PRIMARY KEY,
    verb    TEXT NOT NULL,
    agent   TEXT NOT NULL,
    at      TEXT NOT NULL,
    note    TEXT NOT NULL,
    undoes  INTEGER,
    changes INTEGER NOT NULL,             -- how many rows of change are its own
    assets  INTEGER NOT NULL              -- how many assets they concern
) STRICT;
CREATE INDEX operation_by_undoes ON operation (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE change (
    number    INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (number),
    asset     INTEGER REFERENCES identity (number),
    kind      TEXT NOT NULL,
    body      TEXT                        -- JSON: what rebuilds the change
) STRICT;
CREATE INDEX change_by_operation ON change (operation);
CREATE INDEX change_by_asset ON change (asset, operation) WHERE asset IS NOT NULL;

CREATE TABLE event (
    change  INTEGER PRIMARY KEY REFERENCES change (number),
    kind    TEXT NOT NULL,
    at      TEXT NOT NULL,
    outcome TEXT NOT NULL,
    path    BLOB,
    digest  BLOB
) STRICT;

-- A field, or a member inside its structures, as one kind of key: `text`, `prose` (a text too long to be kept whole),
-- `number`, `boolean`, `date`; the field `is` has the states.
CREATE TABLE property (
    id    INTEGER PRIMARY KEY,
    field TEXT NOT NULL,
    path  TEXT NOT NULL,                  -- names in lower case, joined by U+001F
    kind  TEXT NOT NULL,
    UNIQUE (field, path, kind)
) STRICT;

-- One row for each effective value: equality, ranges, presence, facets and order, all from one tree.
CREATE TABLE term (
    property INTEGER NOT NULL,
    value    ANY NOT NULL,                -- folded text, a number, or a date's wall clock
    asset    INTEGER NOT NULL,
    is_first INTEGER NOT NULL,            -- whether it is what the asset is sorted by
    PRIMARY KEY (property, value, asset)
) STRICT, WITHOUT ROWID;

-- The words of descriptive fields, cut and folded before they come here; `U+E000` stands between values.
CREATE VIRTUAL TABLE words USING fts5 (
    alt_text, city, copyright_notice, country, creator, creator_job_title, credit_line, description,
    description_writer, extended_description, headline, instructions, intellectual_genre, job_id, keywords,
    province_or_state, usage_terms, source, sublocation, title, model_info, artwork, contributor, copyright_owner,
    about_term, event, genre, image_creator, image_supplier, supplier_image_id, location_created, location_shown,
    organisation, other_constraints, person, person_details, product, label, supplemental_categories,
    hierarchical_keywords, filename,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- What the planner is to believe of every catalogue, small or large: plans are the same everywhere, and none is made for
-- a few rows and met by a million. Rows, then rows for each more column of the index that is given.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('term', 'term', '5000000 100000 50 1'),
    ('asset', 'asset_by_essence', '100000 1'),
    ('record', NULL, '100000'),
    ('identity', 'sqlite_autoindex_identity_1', '100000 1'),
    ('version', 'version_by_asset', '110000 1 1'),
    ('version', 'version_by_digest', '110000 1'),
    ('holding', 'holding', '120000 1 1 1'),
    ('holding', 'holding_by_path', '120000 100 1'),
    ('folder', 'folder_by_path', '1200 400 1'),
    ('volume', NULL, '3'),
    ('change', 'change_by_operation', '300000 1000'),
    ('change', 'change_by_asset', '300000 3 2');
ANALYZE sqlite_schema;
