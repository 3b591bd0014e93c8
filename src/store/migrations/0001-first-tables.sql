-- Times are ISO 8601 in UTC, ids are ULIDs, JSON is text. `seq` keeps the order in which rows came,
-- whatever the clock did meanwhile.

CREATE TABLE person (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  -- The one person of a self-paced home.
  is_local INTEGER NOT NULL DEFAULT 0 CHECK (is_local IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX person_local ON person (is_local) WHERE is_local = 1;

-- What a person may do, and where: scope is `home` or `session:ID`.
CREATE TABLE membership (
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('learner', 'instructor', 'owner')),
  scope TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (person, role, scope)
) STRICT;

-- A login or a session. Only the SHA-256 of the secret is kept.
CREATE TABLE credential (
  id TEXT PRIMARY KEY NOT NULL,
  person TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('login', 'session')),
  hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;

CREATE TABLE party (
  id TEXT PRIMARY KEY NOT NULL,
  -- Set where the party is one person who works alone.
  alone TEXT UNIQUE REFERENCES person (id),
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE party_member (
  party TEXT NOT NULL REFERENCES party (id),
  person TEXT NOT NULL REFERENCES person (id),
  joined_at TEXT NOT NULL,
  PRIMARY KEY (party, person)
) STRICT;

CREATE INDEX party_member_person ON party_member (person);

CREATE TABLE seat (
  id TEXT PRIMARY KEY NOT NULL,
  party TEXT NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL CHECK (kind IN ('host', 'embedded', 'nested')),
  class TEXT NOT NULL CHECK (class IN ('own', 'privileged')),
  engine_id TEXT NOT NULL DEFAULT '',
  intent TEXT NOT NULL CHECK (intent IN ('running', 'suspended', 'stopped', 'removed')),
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX seat_party ON seat (party);

CREATE TABLE run (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  party TEXT NOT NULL REFERENCES party (id),
  lab TEXT NOT NULL,
  context TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  seed TEXT NOT NULL,
  vars TEXT NOT NULL CHECK (json_valid(vars)),
  intent TEXT NOT NULL CHECK (intent IN ('running', 'stopped')),
  step TEXT NOT NULL,
  seat_kind TEXT NOT NULL CHECK (seat_kind IN ('host', 'embedded', 'nested')),
  seat_class TEXT NOT NULL CHECK (seat_class IN ('own', 'privileged')),
  workspace_dir TEXT NOT NULL,
  applied_hash TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX run_party ON run (party, lab, context, seq);
CREATE INDEX run_intent ON run (intent, seq);

CREATE TRIGGER run_stays_itself
BEFORE UPDATE OF seq, id, party, lab, context, content_hash, seed, vars, workspace_dir, created_at ON run
BEGIN
  SELECT RAISE(ABORT, 'who works on what, with which content and seed, never changes for a run');
END;

CREATE TABLE blob (
  -- SHA-256 of the content, hex.
  hash TEXT PRIMARY KEY NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE revision (
  seq INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run (id),
  path TEXT NOT NULL,
  -- NULL: the file was deleted.
  hash TEXT REFERENCES blob (hash),
  reason TEXT NOT NULL CHECK (reason IN ('saved', 'before-reset', 'before-solve', 'applied')),
  at TEXT NOT NULL
) STRICT;

CREATE INDEX revision_run ON revision (run, path, seq);

CREATE TABLE answer (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES person (id),
  run TEXT REFERENCES run (id),
  kind TEXT NOT NULL CHECK (kind IN ('predict', 'question', 'recall')),
  key TEXT NOT NULL,
  lab TEXT,
  value TEXT NOT NULL,
  confidence REAL,
  correct INTEGER CHECK (correct IN (0, 1)),
  message TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE INDEX answer_person ON answer (person, kind, key, seq);

CREATE TABLE attempt (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES run (id),
  at TEXT NOT NULL,
  results TEXT NOT NULL CHECK (json_valid(results)),
  earned REAL NOT NULL,
  of REAL NOT NULL,
  observation TEXT NOT NULL CHECK (json_valid(observation)),
  image_digests TEXT NOT NULL CHECK (json_valid(image_digests)),
  engine_version TEXT NOT NULL,
  engine_kernel TEXT NOT NULL,
  seat_kind TEXT NOT NULL CHECK (seat_kind IN ('host', 'embedded', 'nested')),
  seat_class TEXT NOT NULL CHECK (seat_class IN ('own', 'privileged')),
  attested_by TEXT NOT NULL CHECK (attested_by IN ('local', 'server'))
) STRICT;

CREATE INDEX attempt_run ON attempt (run, seq);

-- What a party hands in: the workspace's files by hash. The same key twice is one submission.
CREATE TABLE submission (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES run (id),
  party TEXT NOT NULL REFERENCES party (id),
  person TEXT NOT NULL REFERENCES person (id),
  idempotency_key TEXT NOT NULL,
  files TEXT NOT NULL CHECK (json_valid(files)),
  at TEXT NOT NULL,
  UNIQUE (run, idempotency_key)
) STRICT;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES run (id),
  type TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  at TEXT NOT NULL
) STRICT;

CREATE INDEX event_run ON event (run, seq);

-- How far a person has read; the furthest is not kept, the last is.
CREATE TABLE chapter_position (
  person TEXT NOT NULL REFERENCES person (id),
  chapter TEXT NOT NULL,
  read_to REAL NOT NULL CHECK (read_to BETWEEN 0 AND 1),
  read_at TEXT NOT NULL,
  lab TEXT,
  PRIMARY KEY (person, chapter)
) STRICT;

-- What was earned, said or done stays as it was written: a regrade is a new row.

CREATE TRIGGER blob_kept BEFORE UPDATE ON blob
BEGIN SELECT RAISE(ABORT, 'blob is append-only'); END;
CREATE TRIGGER blob_not_deleted BEFORE DELETE ON blob
BEGIN SELECT RAISE(ABORT, 'blob is append-only'); END;

CREATE TRIGGER revision_kept BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END;
CREATE TRIGGER revision_not_deleted BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END;

CREATE TRIGGER answer_kept BEFORE UPDATE ON answer
BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END;
CREATE TRIGGER answer_not_deleted BEFORE DELETE ON answer
BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END;

CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;
CREATE TRIGGER attempt_not_deleted BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;

CREATE TRIGGER submission_kept BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;
CREATE TRIGGER submission_not_deleted BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;

CREATE TRIGGER event_kept BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
