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

-- name: deleteOldRevisions
DELETE FROM revision
WHERE seq IN (
  SELECT seq
  FROM (
    SELECT seq, row_number() OVER newest AS number, sum(bytes) OVER newest AS bytes
    FROM (
      SELECT seq, coalesce(length(content), 0) AS bytes
      FROM revision LEFT JOIN blob ON blob.hash = revision.hash
      WHERE run = :run
    )
    WINDOW newest AS (ORDER BY seq DESC)
  )
  WHERE number > :most OR bytes > :mostBytes
)
RETURNING hash;
