-- What signs a browser in is a sign-in; a session is a workshop: a group of learners, a join code, a list of labs.

UPDATE credential SET kind = 'sign-in' WHERE kind = 'session';

-- The session that was joined by it. Whoever has a sign-in of a session works in that session.
ALTER TABLE credential ADD COLUMN session TEXT;

CREATE TABLE course (
  id TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  -- Of the IANA database: times are shown in it.
  zone TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE session (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL REFERENCES course (id),
  title TEXT NOT NULL,
  code TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  opens TEXT NOT NULL,
  ends TEXT NOT NULL,
  -- `open`, `paused`, `ended`: within its times.
  state TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX session_code ON session (code, seq);

CREATE TABLE session_lab (
  session TEXT NOT NULL REFERENCES session (id),
  ord INTEGER NOT NULL,
  lab TEXT NOT NULL,
  PRIMARY KEY (session, ord),
  UNIQUE (session, lab)
) STRICT;

-- Who joined, and what they are called there.
CREATE TABLE joined (
  seq INTEGER PRIMARY KEY,
  session TEXT NOT NULL REFERENCES session (id),
  person TEXT NOT NULL REFERENCES person (id),
  party TEXT NOT NULL REFERENCES party (id),
  alias TEXT NOT NULL,
  -- What the joining browser drew: asked twice, it joins once.
  asked TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (session, person),
  UNIQUE (session, alias),
  UNIQUE (session, asked)
) STRICT;

CREATE INDEX joined_party ON joined (party);

-- A raised hand; lowered by who raised it, or by who came.
CREATE TABLE hand (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES session (id),
  person TEXT NOT NULL REFERENCES person (id),
  lab TEXT,
  task TEXT,
  text TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  taken_by TEXT REFERENCES person (id),
  taken_at TEXT,
  lowered_at TEXT
) STRICT;

CREATE UNIQUE INDEX hand_raised ON hand (session, person) WHERE lowered_at IS NULL;

-- What the instructor told everybody.
CREATE TABLE notice (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES session (id),
  author TEXT NOT NULL REFERENCES person (id),
  text TEXT NOT NULL,
  -- Where to go, as a path of the book; NULL where it is words alone.
  place TEXT,
  at TEXT NOT NULL
) STRICT;

CREATE INDEX notice_session ON notice (session, seq);

CREATE TRIGGER notice_kept BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;

-- Somebody asks to see a learner's shell, or to type in it, and is answered. Rows stay: they say who asked for what.
CREATE TABLE share (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES session (id),
  -- Whose shell it is.
  person TEXT NOT NULL REFERENCES person (id),
  viewer TEXT NOT NULL REFERENCES person (id),
  -- `look`, `type`.
  mode TEXT NOT NULL,
  lab TEXT NOT NULL,
  terminal TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  -- `yes`, `no`; NULL while nobody answered.
  answer TEXT,
  answered_at TEXT,
  ended_at TEXT
) STRICT;

CREATE INDEX share_person ON share (session, person, seq);

-- From when to when it was looked at; `until` is NULL while it is, or where the server ended before it did.
CREATE TABLE look (
  seq INTEGER PRIMARY KEY,
  share TEXT NOT NULL REFERENCES share (id),
  since TEXT NOT NULL,
  until TEXT
) STRICT;

CREATE INDEX look_share ON look (share, seq);

-- How each party stands in each task of a session's labs: derived from attempts and events in the transaction that
-- records those, and the only source of the board.
CREATE TABLE standing (
  context TEXT NOT NULL,
  party TEXT NOT NULL REFERENCES party (id),
  lab TEXT NOT NULL,
  task TEXT NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  PRIMARY KEY (context, party, lab, task)
) STRICT, WITHOUT ROWID;

-- The public halves of the keys that evidence of this home is signed with, and when: from `since` until, but not at,
-- `until`. The private half of the one that signs now is a file of the home. Of one algorithm one signs at a time.

CREATE TABLE signing_key (
  -- SHA-256 of its SubjectPublicKeyInfo, hex.
  keyid TEXT PRIMARY KEY NOT NULL,
  alg TEXT NOT NULL,
  public_pem TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT
) STRICT;

CREATE UNIQUE INDEX signing_key_current ON signing_key (alg) WHERE until IS NULL;

CREATE TRIGGER signing_key_kept BEFORE UPDATE ON signing_key
WHEN OLD.until IS NOT NULL OR NEW.until IS NULL OR NEW.keyid <> OLD.keyid OR NEW.alg <> OLD.alg
  OR NEW.public_pem <> OLD.public_pem OR NEW.since <> OLD.since
BEGIN SELECT RAISE(ABORT, 'a signing key only ends, and once'); END;
CREATE TRIGGER signing_key_not_deleted BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'a signing key is kept: evidence refers to it'); END;

-- Evidence of grading, each behind the one before: its `prev` is the other's hash, which is signed with it.

CREATE TABLE evidence (
  seq INTEGER PRIMARY KEY,
  -- SHA-256 of what is signed, hex.
  hash TEXT NOT NULL UNIQUE,
  prev TEXT UNIQUE REFERENCES evidence (hash),
  -- What it is of, which has one evidence: `attempt:ULID`.
  about TEXT NOT NULL UNIQUE,
  -- The envelope, as one line of JSON.
  dsse TEXT NOT NULL CHECK (json_valid(dsse))
) STRICT;

CREATE TRIGGER evidence_follows BEFORE INSERT ON evidence
WHEN NEW.prev IS NOT (SELECT hash FROM evidence ORDER BY seq DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'evidence stands behind the last one'); END;
CREATE TRIGGER evidence_kept BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_not_deleted BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
