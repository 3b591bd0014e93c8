-- name: deleteUnusedBlob
DELETE FROM blob
WHERE
  hash = :hash
  AND NOT EXISTS (SELECT 1 FROM revision WHERE revision.hash = :hash)
  AND NOT EXISTS (SELECT 1 FROM submission_file WHERE submission_file.hash = :hash)
  AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.answers = :hash);
