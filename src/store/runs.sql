-- name: insertRun
INSERT INTO run (
  id, party, lab, context, content_hash, seed, vars, intent, step, seat_kind, seat_class, workspace_dir, created_at
)
VALUES (
  :id, :party, :lab, :context, :contentHash, :seed, :vars, :intent, :step, :seatKind, :seatClass, :workspaceDir,
  :createdAt
);

-- name: selectRun
SELECT
  id, party, lab, context, content_hash AS contentHash, seed, vars, intent, step, seat_kind AS seatKind,
  seat_class AS seatClass, workspace_dir AS workspaceDir, created_at AS createdAt, applied_hash AS appliedHash
FROM run
WHERE id = :id;

-- name: findRun
SELECT
  id, party, lab, context, content_hash AS contentHash, seed, vars, intent, step, seat_kind AS seatKind,
  seat_class AS seatClass, workspace_dir AS workspaceDir, created_at AS createdAt, applied_hash AS appliedHash
FROM run
WHERE party = :party AND lab = :lab AND context = :context
ORDER BY seq DESC
LIMIT 1;

-- name: listRuns
SELECT
  id, party, lab, context, content_hash AS contentHash, seed, vars, intent, step, seat_kind AS seatKind,
  seat_class AS seatClass, workspace_dir AS workspaceDir, created_at AS createdAt, applied_hash AS appliedHash
FROM run
WHERE :intent IS NULL OR intent = :intent
ORDER BY seq;

-- name: updateRun
UPDATE run
SET
  intent = coalesce(:intent, intent),
  step = coalesce(:step, step),
  applied_hash = coalesce(:appliedHash, applied_hash),
  seat_kind = coalesce(:seatKind, seat_kind),
  seat_class = coalesce(:seatClass, seat_class)
WHERE id = :id;
