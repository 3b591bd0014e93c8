-- name: insertAttempt
INSERT INTO attempt (
  id, run, at, results, earned, of, observation, image_digests, engine_version, engine_kernel, seat_kind, seat_class,
  attested_by
)
VALUES (
  :id, :run, :at, :results, :earned, :of, :observation, :imageDigests, :engineVersion, :engineKernel, :seatKind,
  :seatClass, :attestedBy
);

-- name: findAttempt
SELECT
  id, run, at, results, earned, of, observation, image_digests AS imageDigests, engine_version AS engineVersion,
  engine_kernel AS engineKernel, seat_kind AS seatKind, seat_class AS seatClass, attested_by AS attestedBy
FROM attempt
WHERE id = :id;

-- name: listAttempts
SELECT
  id, run, at, results, earned, of, observation, image_digests AS imageDigests, engine_version AS engineVersion,
  engine_kernel AS engineKernel, seat_kind AS seatKind, seat_class AS seatClass, attested_by AS attestedBy
FROM attempt
WHERE run = :run
ORDER BY seq;
