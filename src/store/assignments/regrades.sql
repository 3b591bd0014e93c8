-- name: insertRegrade
INSERT INTO regrade (id, assignment, labs, reason, by, at, state)
VALUES (:id, :assignment, :labs, :reason, :by, :at, 'draft');

-- name: insertJob
INSERT INTO grading_job (id, submission, regrade, priority, state, not_before, tries, fence)
VALUES (:id, :submission, :regrade, 1, 'waiting', '1970-01-01T00:00:00.000Z', 0, 0);

-- name: listRegrades
SELECT
  id, assignment, labs, reason, by, at, state, decided_by AS decidedBy, decided_at AS decidedAt
FROM regrade
WHERE (:assignment IS NULL OR assignment = :assignment) AND (:id IS NULL OR id = :id)
ORDER BY seq;

-- name: decideRegrade
UPDATE regrade SET state = :state, decided_by = :by, decided_at = :at WHERE id = :id AND state = 'draft';

-- name: countOpenJobs
SELECT count(*) AS count FROM grading_job WHERE regrade = :id AND state IN ('waiting', 'leased');

-- name: dropJobs
UPDATE grading_job
SET state = 'dropped', fence = fence + 1, lease_until = NULL
WHERE regrade = :id AND state IN ('waiting', 'leased');
