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
