-- name: takeJob
UPDATE grading_job
SET state = 'leased', fence = fence + 1, lease_until = :until
WHERE id = (
  SELECT id
  FROM grading_job
  WHERE
    state IN ('waiting', 'leased')
    AND ((state = 'waiting' AND not_before <= :now) OR (state = 'leased' AND lease_until <= :now))
  ORDER BY priority, seq
  LIMIT 1
)
RETURNING id AS job, submission, regrade, tries, fence, lease_until AS until;

-- name: renewLease
UPDATE grading_job SET lease_until = :until WHERE id = :job AND fence = :fence AND state = 'leased';

-- name: voidLeases
UPDATE grading_job
SET state = 'waiting', fence = fence + 1, lease_until = NULL, not_before = min(not_before, :now)
WHERE state = 'leased';

-- name: postponeJob
UPDATE grading_job
SET state = 'waiting', tries = tries + 1, cause = :cause, not_before = :notBefore, lease_until = NULL
WHERE id = :job AND fence = :fence AND state = 'leased';

-- name: endJob
UPDATE grading_job
SET state = 'done', lease_until = NULL
WHERE id = :job AND fence = :fence AND state = 'leased'
RETURNING submission, regrade;

-- name: listJobs
SELECT
  grading_job.id AS id, submission, regrade, state, tries, fence, cause
FROM grading_job
JOIN submission ON submission.id = grading_job.submission
WHERE submission.assignment = :assignment
ORDER BY grading_job.seq;
