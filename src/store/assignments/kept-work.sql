-- name: removable
-- Of whom each was erased, it is emptied already; what waits to be judged is judged first.
SELECT submission.id AS id, answers
FROM submission
WHERE
  assignment = :assignment
  AND NOT EXISTS (SELECT 1 FROM submission_removed WHERE submission_removed.submission = submission.id)
  AND EXISTS (
    SELECT 1
    FROM party_member
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE party_member.party = submission.party AND erasure.person IS NULL
  )
  AND NOT EXISTS (
    SELECT 1 FROM grading_job WHERE grading_job.submission = submission.id AND state IN ('waiting', 'leased')
  )
ORDER BY submission.seq;

-- name: keepNoAnswers
INSERT INTO blob (hash, content) VALUES (:none, CAST('{}' AS BLOB)) ON CONFLICT (hash) DO NOTHING;

-- name: noteRemoved
INSERT INTO submission_removed (submission, at) VALUES (:submission, :at);

-- name: emptySubmission
UPDATE submission SET answers = :none WHERE id = :submission;

-- name: deleteFiles
DELETE FROM submission_file WHERE submission = :submission RETURNING hash;

-- name: forgetCauses
UPDATE grading_job SET cause = NULL WHERE submission = :submission;

-- name: gradingsOf
SELECT seq, outcome, place FROM grading WHERE submission = :submission;

-- name: emptyGrading
UPDATE grading SET outcome = :outcome, place = :place WHERE seq = :seq;

-- name: emptyObservations
UPDATE observation SET content = x''
WHERE
  length(content) > 0
  AND hash IN (
    SELECT grading_look.observation
    FROM grading
    JOIN grading_look ON grading_look.grading = grading.id
    WHERE grading.submission = :submission
  )
  AND NOT EXISTS (
    SELECT 1
    FROM (
      SELECT run.party AS party FROM attempt JOIN run ON run.id = attempt.run WHERE attempt.observation = observation.hash
      UNION ALL
      SELECT run.party FROM event LEFT JOIN run ON run.id = event.run WHERE event.observation = observation.hash
      UNION ALL
      SELECT submission.party
      FROM grading_look
      JOIN grading ON grading.id = grading_look.grading
      JOIN submission ON submission.id = grading.submission
      LEFT JOIN submission_removed ON submission_removed.submission = submission.id
      WHERE grading_look.observation = observation.hash AND submission_removed.submission IS NULL
    ) AS seen
    LEFT JOIN party_member ON party_member.party = seen.party
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE erasure.person IS NULL
  );
