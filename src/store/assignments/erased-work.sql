-- name: keepNoAnswers
INSERT INTO blob (hash, content) VALUES (:none, CAST('{}' AS BLOB)) ON CONFLICT (hash) DO NOTHING;

-- name: answersOf
SELECT answers AS hash FROM submission WHERE party = :party;

-- name: emptySubmissions
UPDATE submission SET answers = :none, key = id WHERE party = :party;

-- name: deleteFiles
DELETE FROM submission_file WHERE submission IN (SELECT id FROM submission WHERE party = :party) RETURNING hash;

-- name: dropJobs
UPDATE grading_job SET state = 'dropped', fence = fence + 1, lease_until = NULL
WHERE state IN ('waiting', 'leased') AND submission IN (SELECT id FROM submission WHERE party = :party);

-- name: forgetCauses
UPDATE grading_job SET cause = NULL WHERE submission IN (SELECT id FROM submission WHERE party = :party);

-- name: gradingsOf
SELECT seq, outcome, place
FROM grading
WHERE submission IN (SELECT id FROM submission WHERE party = :party);

-- name: emptyGrading
UPDATE grading SET outcome = :outcome, place = :place WHERE seq = :seq;

-- name: forgetReasons
UPDATE adjustment SET reason = :erasedWords WHERE person = :person;

-- name: forgetOverrides
UPDATE grade_override SET reason = :erasedWords WHERE person = :person;

-- name: deleteComments
DELETE FROM grade_comment WHERE person = :person;

-- name: deleteOpened
DELETE FROM assignment_opened WHERE person = :person;

-- name: deleteSections
DELETE FROM enrolled_section WHERE person = :person;

-- name: deleteEnrolled
DELETE FROM enrolled WHERE person = :person;

-- name: deleteContact
DELETE FROM contact WHERE person = :person;
