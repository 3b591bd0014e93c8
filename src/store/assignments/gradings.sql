-- name: insertGrading
INSERT INTO grading (
  id, submission, job, fence, regrade, content_hash, setup_hash, at, outcome, place, code
)
VALUES (:id, :submission, :job, :fence, :regrade, :contentHash, :setupHash, :at, :outcome, :place, :code);

-- name: insertLook
INSERT INTO grading_look (grading, ord, observation) VALUES (:grading, :ord, :observation);

-- name: lastGrading
SELECT max(at) AS last FROM grading WHERE submission = :submission;

-- name: listGradings
SELECT
  grading.id AS id, submission, job, fence, regrade, content_hash AS contentHash, setup_hash AS setupHash, grading.at AS
    at, outcome, place, code,
  (
    SELECT json_group_array(observation ORDER BY ord)
    FROM grading_look
    WHERE grading_look.grading = grading.id
  ) AS observations
FROM grading
JOIN submission ON submission.id = grading.submission
WHERE (:assignment IS NULL OR submission.assignment = :assignment) AND (:id IS NULL OR grading.id = :id)
ORDER BY grading.seq;
