-- name: findErasable
SELECT person.name AS name, person.is_local AS isLocal, party.id AS party
FROM person
LEFT JOIN party ON party.alone = person.id
WHERE person.id = :person AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = person.id);

-- name: insertErasure
INSERT INTO erasure (person, reason, attempts, at)
VALUES (:person, :reason, (SELECT count(*) FROM attempt JOIN run ON run.id = attempt.run WHERE run.party = :party), :at)
RETURNING attempts;

-- name: attemptsOf
SELECT seq, results FROM attempt WHERE run IN (SELECT id FROM run WHERE party = :party);

-- name: emptyAttempt
UPDATE attempt SET results = :results, image_digests = '{}' WHERE seq = :seq;

-- name: emptyObservations
UPDATE observation SET content = x''
WHERE
  hash IN (
    SELECT attempt.observation FROM attempt JOIN run ON run.id = attempt.run WHERE run.party = :party
    UNION
    SELECT event.observation FROM event JOIN run ON run.id = event.run WHERE run.party = :party
  )
  AND NOT EXISTS (
    SELECT 1
    FROM attempt JOIN run ON run.id = attempt.run
    WHERE attempt.observation = observation.hash AND run.party <> :party
  )
  AND NOT EXISTS (
    SELECT 1
    FROM event LEFT JOIN run ON run.id = event.run
    WHERE event.observation = observation.hash AND run.party IS NOT :party
  );

-- name: emptySubmissions
UPDATE submission SET files = '{}', idempotency_key = id WHERE person = :person;

-- name: deleteRevisions
DELETE FROM revision WHERE run IN (SELECT id FROM run WHERE party = :party) RETURNING hash;

-- name: deleteUnusedBlob
DELETE FROM blob
WHERE
  hash = :hash
  AND NOT EXISTS (SELECT 1 FROM revision WHERE revision.hash = :hash)
  AND NOT EXISTS (SELECT 1 FROM submission WHERE instr(files, :hash));

-- name: stopRuns
UPDATE run SET intent = 'stopped', step = 'stopped', applied_hash = '' WHERE party = :party;

-- name: deleteAnswers
DELETE FROM answer WHERE person = :person;

-- name: emptyCatchUps
UPDATE session_event SET data = json_set(data, '$.files', json('[]'))
WHERE person = :person AND kind = 'caught-up';

-- name: emptyShown
UPDATE session_event SET data = json_set(data, '$.title', '', '$.text', '')
WHERE by = :person AND kind = 'shown' AND data ->> 'what' = 'file';

-- name: deleteStandings
DELETE FROM standing WHERE party = :party;

-- name: deleteLooks
DELETE FROM look WHERE share IN (SELECT id FROM share WHERE person = :person);

-- name: deleteShares
DELETE FROM share WHERE person = :person;

-- name: deleteHands
DELETE FROM hand WHERE person = :person;

-- name: deleteNotices
DELETE FROM notice WHERE author = :person;

-- name: deletePositions
DELETE FROM chapter_position WHERE person = :person;

-- name: deleteConsents
DELETE FROM consent WHERE person = :person;

-- name: deleteCredentials
DELETE FROM credential WHERE person = :person;

-- name: deleteRoles
DELETE FROM membership WHERE person = :person;

-- name: deleteJoined
DELETE FROM joined WHERE person = :person RETURNING session;

-- name: forgetName
UPDATE person SET name = '' WHERE id = :person;
