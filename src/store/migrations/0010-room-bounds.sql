-- Until when what somebody makes in a session is kept at the longest, as they agreed to. Who agreed before was told a
-- number of days after the end that the session had then; the end that it has now is the one that is known of.
ALTER TABLE consent ADD COLUMN until TEXT NOT NULL DEFAULT '';

DROP TRIGGER consent_kept;
UPDATE consent
SET until = (
  SELECT strftime('%Y-%m-%dT%H:%M:%fZ', session.ends, '+' || consent.keep_days || ' days')
  FROM session
  WHERE session.id = consent.session
);
CREATE TRIGGER consent_kept BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'consent is append-only'); END;

-- Of what was shown, and of links that were made anew, older rows may go: each time a whole file, or as often as
-- somebody presses a button. The last of each kind stays, since what is so now is read off it.
DROP TRIGGER session_event_not_deleted;
CREATE TRIGGER session_event_not_deleted BEFORE DELETE ON session_event
WHEN
  OLD.kind NOT IN ('shown', 'shown-ended', 'link-renewed')
  OR NOT EXISTS (
    SELECT 1
    FROM session_event AS later
    WHERE
      later.session = OLD.session AND later.kind = OLD.kind AND later.person IS OLD.person AND later.seq > OLD.seq
  )
BEGIN SELECT RAISE(ABORT, 'session_event is append-only'); END;
