-- name: insertBlob
INSERT INTO blob (hash, content) VALUES (:hash, :content)
ON CONFLICT (hash) DO NOTHING;

-- name: insertRevision
INSERT INTO revision (run, path, hash, reason, at) VALUES (:run, :path, :hash, :reason, :at);

-- name: listRevisions
SELECT run, path, coalesce(hash, '') AS hash, reason, at
FROM revision
WHERE run = :run AND (:path IS NULL OR path = :path)
ORDER BY seq;

-- name: selectBlob
SELECT content FROM blob WHERE hash = :hash;
