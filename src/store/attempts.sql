-- name: insertAttempt
INSERT INTO attempt (
  id, run, person, at, content_hash, drydock_version, results, observation, image_digests, engine_version,
  engine_kernel, seat_kind, seat_class, attested_by
)
VALUES (
  :id, :run, :person, :at, :contentHash, :drydockVersion, :results, :observationHash, :imageDigests, :engineVersion,
  :engineKernel, :seatKind, :seatClass, :attestedBy
);

-- name: findAttempt
SELECT
  id, run, person, at, content_hash AS contentHash, drydock_version AS drydockVersion, results,
  observation AS observationHash, image_digests AS imageDigests, engine_version AS engineVersion,
  engine_kernel AS engineKernel, seat_kind AS seatKind, seat_class AS seatClass, attested_by AS attestedBy
FROM attempt
WHERE id = :id;

-- name: listAttempts
SELECT
  id, run, person, at, content_hash AS contentHash, drydock_version AS drydockVersion, results,
  observation AS observationHash, image_digests AS imageDigests, engine_version AS engineVersion,
  engine_kernel AS engineKernel, seat_kind AS seatKind, seat_class AS seatClass, attested_by AS attestedBy
FROM attempt
WHERE run = :run
ORDER BY seq;
