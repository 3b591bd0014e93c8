-- name: findErasable
SELECT name, is_local AS isLocal
FROM person
WHERE person.id = :person AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = person.id);

-- name: partiesLeftBy
SELECT DISTINCT own.party AS party
FROM party_member AS own
WHERE
  own.person IN (SELECT value FROM json_each(:people))
  AND NOT EXISTS (
    SELECT 1
    FROM party_member AS other
    WHERE
      other.party = own.party
      AND other.person NOT IN (SELECT value FROM json_each(:people))
      AND other.person NOT IN (SELECT person FROM erasure)
  )
ORDER BY own.party;

-- name: insertErasure
INSERT INTO erasure (person, reason, attempts, at)
VALUES (
  :person,
  :reason,
  (
    SELECT count(*)
    FROM attempt
    JOIN run ON run.id = attempt.run
    WHERE run.party IN (SELECT value FROM json_each(:parties))
  ),
  :at
)
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
    UNION
    SELECT grading_look.observation
    FROM submission
    JOIN grading ON grading.submission = submission.id
    JOIN grading_look ON grading_look.grading = grading.id
    WHERE submission.party = :party
  )
  AND NOT EXISTS (
    SELECT 1
    FROM (
      SELECT run.party AS party FROM attempt JOIN run ON run.id = attempt.run WHERE attempt.observation = observation.hash
      UNION ALL
      SELECT run.party FROM event LEFT JOIN run ON run.id = event.run WHERE event.observation = observation.hash
      UNION ALL
      SELECT submission.party
      FROM grading_look
      JOIN grading ON grading.id = grading_look.grading
      JOIN submission ON submission.id = grading.submission
      LEFT JOIN submission_removed ON submission_removed.submission = submission.id
      WHERE grading_look.observation = observation.hash AND submission_removed.submission IS NULL
    ) AS seen
    LEFT JOIN party_member ON party_member.party = seen.party
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE erasure.person IS NULL
  );

-- name: deleteRevisions
DELETE FROM revision WHERE run IN (SELECT id FROM run WHERE party = :party) RETURNING hash;

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
