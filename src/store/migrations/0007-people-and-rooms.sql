-- How many days after its end what learners made in a session is kept.
ALTER TABLE session ADD COLUMN keep_days INTEGER NOT NULL DEFAULT 90;

-- What a learner agreed to: a version of the words that say what is kept, and for how many days it said so.
CREATE TABLE consent (
  seq INTEGER PRIMARY KEY,
  session TEXT NOT NULL REFERENCES session (id),
  person TEXT NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL,
  keep_days INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE INDEX consent_person ON consent (session, person, seq);

CREATE TRIGGER consent_kept BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'consent is append-only'); END;

-- Whoever was erased: their rows stay without a name and without what they wrote.
CREATE TABLE erasure (
  seq INTEGER PRIMARY KEY,
  person TEXT NOT NULL UNIQUE REFERENCES person (id),
  -- `asked`, `retention`.
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER erasure_kept BEFORE UPDATE ON erasure
BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;
CREATE TRIGGER erasure_not_deleted BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;

-- Of those, and of nobody else, what they wrote may be emptied. What an attempt came to stays as it was written.

CREATE INDEX attempt_observation ON attempt (observation);
CREATE INDEX event_observation ON event (observation);

DROP TRIGGER attempt_kept;
CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt
WHEN
  NOT EXISTS (
    SELECT 1 FROM run JOIN party ON party.id = run.party JOIN erasure ON erasure.person = party.alone
    WHERE run.id = OLD.run
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.run <> OLD.run OR NEW.person IS NOT OLD.person
  OR NEW.at <> OLD.at OR NEW.content_hash IS NOT OLD.content_hash
  OR NEW.drydock_version IS NOT OLD.drydock_version OR NEW.observation <> OLD.observation
  OR NEW.engine_version <> OLD.engine_version OR NEW.engine_kernel <> OLD.engine_kernel
  OR NEW.seat_kind <> OLD.seat_kind OR NEW.seat_class <> OLD.seat_class OR NEW.attested_by <> OLD.attested_by
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;

DROP TRIGGER answer_not_deleted;
CREATE TRIGGER answer_not_deleted BEFORE DELETE ON answer
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = OLD.person)
BEGIN SELECT RAISE(ABORT, 'answer is append-only'); END;

DROP TRIGGER submission_kept;
CREATE TRIGGER submission_kept BEFORE UPDATE ON submission
WHEN
  NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = OLD.person)
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.run <> OLD.run OR NEW.party <> OLD.party
  OR NEW.person <> OLD.person OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;

-- The hash of one that was emptied stays: attempts and evidence refer to it.
DROP TRIGGER observation_kept;
CREATE TRIGGER observation_kept BEFORE UPDATE ON observation
WHEN
  NEW.hash <> OLD.hash OR length(NEW.content) > 0
  OR EXISTS (
    SELECT 1
    FROM (
      SELECT run FROM attempt WHERE observation = OLD.hash
      UNION ALL
      SELECT run FROM event WHERE observation = OLD.hash
    ) AS seen
    LEFT JOIN run ON run.id = seen.run
    LEFT JOIN party ON party.id = run.party
    LEFT JOIN erasure ON erasure.person = party.alone
    WHERE erasure.person IS NULL
  )
BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;

-- What was done in a session that is no word and no standing: a learner taken out, a link made anew, something shown.
-- `kind` says what; `data` what belongs to it. Of whom: `person`, NULL where it is for all. Rows stay.
CREATE TABLE session_event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES session (id),
  kind TEXT NOT NULL,
  person TEXT REFERENCES person (id),
  -- Who did it.
  by TEXT NOT NULL REFERENCES person (id),
  data TEXT NOT NULL CHECK (json_valid(data)),
  at TEXT NOT NULL
) STRICT;

CREATE INDEX session_event_kind ON session_event (session, kind, person, seq);

-- But for what whoever was erased had written, or was called by them.
CREATE TRIGGER session_event_kept BEFORE UPDATE ON session_event
WHEN
  NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person IN (OLD.person, OLD.by))
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.session <> OLD.session OR NEW.kind <> OLD.kind
  OR NEW.person IS NOT OLD.person OR NEW.by <> OLD.by OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'session_event is append-only'); END;
CREATE TRIGGER session_event_not_deleted BEFORE DELETE ON session_event
BEGIN SELECT RAISE(ABORT, 'session_event is append-only'); END;
