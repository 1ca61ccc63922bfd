-- Links say what shows them, and the ids that tie files together are found wherever the files lie. Frozen once released.

ALTER TABLE link ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
CREATE INDEX link_by_relation ON link (relation);

-- Derived from what the newest version's files say: ids that other files may carry too.
CREATE TABLE clue (
    asset INTEGER NOT NULL REFERENCES asset (number) ON DELETE CASCADE,
    kind  TEXT NOT NULL,                  -- content, document, image
    id    TEXT NOT NULL,                  -- in lower case
    PRIMARY KEY (asset, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clue_by_id ON clue (id, kind);

-- What the statements taken in so far say. The names and the rule are those of the day this was written.
INSERT OR IGNORE INTO clue (asset, kind, id)
SELECT asset, kind, id FROM (
    SELECT v.asset AS asset,
           CASE WHEN s.name = 'xmpMM:OriginalDocumentID' THEN 'document' ELSE 'image' END AS kind,
           lower(trim(said.value ->> '$[1]', char(9, 10, 11, 12, 13, 32))) AS id
    FROM asset a
    JOIN version v ON v.asset = a.number AND v.number = a.version
    JOIN json_each(v.statements) said
    JOIN source s ON s.id = said.value ->> '$[0]'
    WHERE (s.name IN ('xmpMM:OriginalDocumentID', 'ExifIFD:ImageUniqueID', 'exif:ImageUniqueID') OR s.field = 'image_guid')
      AND json_type(said.value, '$[1]') = 'text'
)
WHERE octet_length(id) BETWEEN 8 AND 200
  AND id NOT GLOB '*[^ -~]*' AND instr(id, char(0)) = 0
  AND trim(replace(replace(replace(id, '-', ''), ':', ''), '.', ''), substr(replace(replace(replace(id, '-', ''), ':', ''), '.', ''), 1, 1)) <> '';

-- Files that speak for others are looked for by what they are.
CREATE INDEX holding_of_sidecars ON holding (asset) WHERE role = 1;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('link', 'link', '20000 1 1 1'),
    ('link', 'link_by_other', '20000 1'),
    ('link', 'link_by_relation', '20000 7000'),
    ('clue', 'clue', '50000 1 1 1'),
    ('clue', 'clue_by_id', '50000 2 2');
ANALYZE sqlite_schema;
