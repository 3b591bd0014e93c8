-- How long what was handed in is kept, and of what that time is over.

-- Days of the course's calendar, from when nothing more is accepted of an assignment; NULL: until somebody is erased, as it
-- was for courses that are there already.
ALTER TABLE course ADD COLUMN keep_days INTEGER CHECK (keep_days BETWEEN 1 AND 3650);

-- Kept long enough, and emptied: files, answers, and what was seen of it. What each check came to stays.
CREATE TABLE submission_removed (
  submission TEXT PRIMARY KEY NOT NULL REFERENCES submission (id),
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER submission_removed_kept BEFORE UPDATE ON submission_removed
BEGIN SELECT RAISE(ABORT, 'submission_removed is append-only'); END;
CREATE TRIGGER submission_removed_not_deleted BEFORE DELETE ON submission_removed
BEGIN SELECT RAISE(ABORT, 'submission_removed is append-only'); END;

-- The triggers that keep rows as they were written let the same through for these as for whoever was erased.

DROP TRIGGER submission_kept;
CREATE TRIGGER submission_kept BEFORE UPDATE ON submission
WHEN
  (
    NOT EXISTS (SELECT 1 FROM submission_removed WHERE submission_removed.submission = OLD.id)
    AND NOT coalesce(
      (
        SELECT min(erasure.person IS NOT NULL)
        FROM party_member
        LEFT JOIN erasure ON erasure.person = party_member.person
        WHERE party_member.party = OLD.party
      ),
      0
    )
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.assignment <> OLD.assignment OR NEW.lab <> OLD.lab
  OR NEW.run <> OLD.run OR NEW.party <> OLD.party OR NEW.person <> OLD.person OR NEW.list_hash <> OLD.list_hash
  OR NEW.left_out <> OLD.left_out OR NEW.vars <> OLD.vars OR NEW.lab_content <> OLD.lab_content
  OR NEW.upload_began <> OLD.upload_began OR NEW.received <> OLD.received
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;

DROP TRIGGER submission_file_not_deleted;
CREATE TRIGGER submission_file_not_deleted BEFORE DELETE ON submission_file
WHEN
  NOT EXISTS (SELECT 1 FROM submission_removed WHERE submission_removed.submission = OLD.submission)
  AND NOT coalesce(
    (
      SELECT min(erasure.person IS NOT NULL)
      FROM submission
      JOIN party_member ON party_member.party = submission.party
      LEFT JOIN erasure ON erasure.person = party_member.person
      WHERE submission.id = OLD.submission
    ),
    0
  )
BEGIN SELECT RAISE(ABORT, 'submission_file is append-only'); END;

DROP TRIGGER grading_kept;
CREATE TRIGGER grading_kept BEFORE UPDATE ON grading
WHEN
  (
    NOT EXISTS (SELECT 1 FROM submission_removed WHERE submission_removed.submission = OLD.submission)
    AND NOT coalesce(
      (
        SELECT min(erasure.person IS NOT NULL)
        FROM submission
        JOIN party_member ON party_member.party = submission.party
        LEFT JOIN erasure ON erasure.person = party_member.person
        WHERE submission.id = OLD.submission
      ),
      0
    )
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.submission <> OLD.submission OR NEW.job IS NOT OLD.job
  OR NEW.fence <> OLD.fence OR NEW.regrade IS NOT OLD.regrade OR NEW.content_hash <> OLD.content_hash
  OR NEW.setup_hash <> OLD.setup_hash OR NEW.at <> OLD.at OR NEW.code IS NOT OLD.code
BEGIN SELECT RAISE(ABORT, 'grading is append-only'); END;

DROP TRIGGER observation_kept;
CREATE TRIGGER observation_kept BEFORE UPDATE ON observation
WHEN
  NEW.hash <> OLD.hash OR length(NEW.content) > 0
  OR EXISTS (
    SELECT 1
    FROM (
      SELECT run.party AS party FROM attempt JOIN run ON run.id = attempt.run WHERE attempt.observation = OLD.hash
      UNION ALL
      SELECT run.party FROM event LEFT JOIN run ON run.id = event.run WHERE event.observation = OLD.hash
      UNION ALL
      SELECT submission.party
      FROM grading_look
      JOIN grading ON grading.id = grading_look.grading
      JOIN submission ON submission.id = grading.submission
      LEFT JOIN submission_removed ON submission_removed.submission = submission.id
      WHERE grading_look.observation = OLD.hash AND submission_removed.submission IS NULL
    ) AS seen
    LEFT JOIN party_member ON party_member.party = seen.party
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE erasure.person IS NULL
  )
BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;
