-- name: insertBlob
INSERT INTO blob (hash, content) VALUES (:hash, :content)
ON CONFLICT (hash) DO NOTHING;

-- name: selectBlob
SELECT content FROM blob WHERE hash = :hash;

-- name: insertSubmission
INSERT INTO submission (
  id, assignment, lab, run, party, person, key, list_hash, left_out, answers, vars, lab_content, upload_began, received
)
VALUES (
  :id, :assignment, :lab, :run, :party, :person, :key, :listHash, :leftOut, :answersHash, :vars, :labContent,
  :uploadBegan, :received
);

-- name: insertFile
INSERT INTO submission_file (submission, path, hash, executable) VALUES (:submission, :path, :hash, :executable);

-- name: insertJob
INSERT INTO grading_job (id, submission, regrade, priority, state, not_before, tries, fence)
-- From the beginning of time: no clock holds it up that was put back.
VALUES (:id, :submission, NULL, 0, 'waiting', '1970-01-01T00:00:00.000Z', 0, 0);

-- name: lastReceived
SELECT max(received) AS last FROM submission WHERE assignment = :assignment AND party = :party;

-- name: findByKey
SELECT id FROM submission WHERE assignment = :assignment AND person = :person AND key = :key;

-- name: listSubmissions
SELECT
  id, assignment, lab, run, party, person, list_hash AS listHash, left_out AS leftOut, answers AS answersHash, vars,
  lab_content AS labContent, upload_began AS uploadBegan, received,
  (
    SELECT json_group_array(json_array(path, hash, executable) ORDER BY path)
    FROM submission_file
    WHERE submission = submission.id
  ) AS files,
  EXISTS (SELECT 1 FROM submission_removed WHERE submission_removed.submission = submission.id)
  OR NOT EXISTS (
    SELECT 1
    FROM party_member
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE party_member.party = submission.party AND erasure.person IS NULL
  ) AS isErased
FROM submission
WHERE (:assignment IS NULL OR assignment = :assignment) AND (:id IS NULL OR id = :id)
ORDER BY seq;
