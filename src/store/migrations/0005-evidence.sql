-- An observation is kept once, whoever refers to it: by the SHA-256 of its canonical JSON, compressed. The functions
-- canonical_json(text), sha256(text) and deflate(text) are made by migrations.ts.

CREATE TABLE observation (
  hash TEXT PRIMARY KEY NOT NULL,
  -- Its canonical JSON (RFC 8785) in the zlib format (RFC 1950).
  content BLOB NOT NULL
) STRICT;

-- An attempt says who asked for it and what judged it. Its points are not kept: a policy makes them of its results,
-- each of which says what it is worth; of those so far it is known where they were counted. An image is known by the digest of its manifest, or by the Engine's id.

ALTER TABLE attempt RENAME TO old_attempt;
DROP INDEX attempt_run;

CREATE TABLE attempt (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES run (id),
  person TEXT REFERENCES person (id),
  at TEXT NOT NULL,
  content_hash TEXT,
  drydock_version TEXT,
  results TEXT NOT NULL CHECK (json_valid(results)),
  observation TEXT NOT NULL REFERENCES observation (hash),
  image_digests TEXT NOT NULL CHECK (json_valid(image_digests)),
  engine_version TEXT NOT NULL,
  engine_kernel TEXT NOT NULL,
  seat_kind TEXT NOT NULL,
  seat_class TEXT NOT NULL,
  attested_by TEXT NOT NULL
) STRICT;

CREATE TEMP TABLE lifted AS
SELECT seq, canonical_json(observation) AS text, NULL AS event FROM old_attempt;

INSERT INTO lifted
SELECT NULL, canonical_json(json_extract(data, '$.observation')), seq FROM event WHERE type = 'observed';

INSERT INTO observation
SELECT sha256(text), deflate(text) FROM (SELECT DISTINCT text FROM lifted);

INSERT INTO attempt
SELECT
  old.seq, old.id, old.run, party.alone, old.at, NULL, NULL,
  (
    SELECT json_group_array(json_set(value, '$.points', json_extract(value, '$.of')))
    FROM json_each(old.results)
  ),
  sha256(lifted.text),
  (
    SELECT json_group_object(key, json_object('kind', 'image-id', 'digest', value))
    FROM json_each(old.image_digests)
  ),
  old.engine_version, old.engine_kernel, old.seat_kind, old.seat_class, old.attested_by
FROM old_attempt AS old
JOIN lifted ON lifted.seq = old.seq
JOIN run ON run.id = old.run
JOIN party ON party.id = run.party;

DROP TABLE old_attempt;
CREATE INDEX attempt_run ON attempt (run, seq);

-- An event refers to what was seen, and one of a session belongs to no run.

ALTER TABLE event RENAME TO old_event;
DROP INDEX event_run;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT REFERENCES run (id),
  type TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  observation TEXT REFERENCES observation (hash),
  at TEXT NOT NULL
) STRICT;

INSERT INTO event
SELECT
  old.seq, id, run, type,
  CASE type WHEN 'observed' THEN json_remove(data, '$.observation') ELSE data END,
  sha256(lifted.text), at
FROM old_event AS old
LEFT JOIN lifted ON lifted.event = old.seq;

DROP TABLE old_event;
DROP TABLE lifted;
-- What is asked of a run is asked by type.
CREATE INDEX event_run ON event (run, type, seq);

CREATE TRIGGER observation_kept BEFORE UPDATE ON observation
BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;
CREATE TRIGGER observation_not_deleted BEFORE DELETE ON observation
BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;

CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;
CREATE TRIGGER attempt_not_deleted BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;

CREATE TRIGGER event_kept BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

-- Nobody writes seats down: labels on the engine hold what there is.

DROP TABLE seat;

-- Which kinds, classes and roles there are is for who reads a row to say: a CHECK cannot be changed.

ALTER TABLE run RENAME COLUMN seat_kind TO old_kind;
ALTER TABLE run RENAME COLUMN seat_class TO old_class;
ALTER TABLE run ADD COLUMN seat_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN seat_class TEXT NOT NULL DEFAULT '';
UPDATE run SET seat_kind = old_kind, seat_class = old_class;
ALTER TABLE run DROP COLUMN old_kind;
ALTER TABLE run DROP COLUMN old_class;

ALTER TABLE credential RENAME COLUMN kind TO old_kind;
ALTER TABLE credential ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE credential SET kind = old_kind;
ALTER TABLE credential DROP COLUMN old_kind;

ALTER TABLE membership RENAME TO old_membership;
CREATE TABLE membership (
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (person, role, scope)
) STRICT;
INSERT INTO membership SELECT person, role, scope, created_at FROM old_membership;
DROP TABLE old_membership;
