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

CREATE TRIGGER session_event_kept BEFORE UPDATE ON session_event
BEGIN SELECT RAISE(ABORT, 'session_event is append-only'); END;
CREATE TRIGGER session_event_not_deleted BEFORE DELETE ON session_event
BEGIN SELECT RAISE(ABORT, 'session_event is append-only'); END;
