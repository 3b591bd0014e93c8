-- name: findAsked
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at,
  NULL AS removedAt
FROM joined
JOIN person ON person.id = joined.person
WHERE joined.session = :session AND joined.asked = :asked;

-- name: findJoined
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at,
  removal.at AS removedAt
FROM joined
JOIN person ON person.id = joined.person
LEFT JOIN session_event AS removal
  ON removal.session = joined.session AND removal.person = joined.person AND removal.kind = 'removed'
WHERE joined.session = :session AND joined.person = :person;

-- name: listJoined
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at,
  removal.at AS removedAt
FROM joined
JOIN person ON person.id = joined.person
LEFT JOIN session_event AS removal
  ON removal.session = joined.session AND removal.person = joined.person AND removal.kind = 'removed'
WHERE joined.session = :session
ORDER BY joined.seq;

-- name: joinedBy
SELECT session, person
FROM joined
WHERE
  party = :party
  AND NOT EXISTS (
    SELECT 1
    FROM session_event
    WHERE session_event.session = joined.session AND session_event.person = joined.person AND kind = 'removed'
  )
ORDER BY seq;

-- name: countJoined
SELECT count(*) AS count
FROM joined
WHERE
  session = :session
  AND NOT EXISTS (
    SELECT 1
    FROM session_event
    WHERE session_event.session = joined.session AND session_event.person = joined.person AND kind = 'removed'
  );

-- name: capacityOf
SELECT capacity FROM session WHERE id = :session;

-- name: insertJoined
INSERT INTO joined (session, person, party, alias, asked, at)
VALUES (:session, :person, :party, :alias, :asked, :at);

-- name: forgetAsked
UPDATE joined SET asked = 'removed ' || person WHERE session = :session AND person = :person;

-- name: endRole
DELETE FROM membership WHERE person = :person AND role = 'learner' AND scope = 'session:' || :session;

-- name: endCredentials
UPDATE credential SET revoked_at = :at WHERE person = :person AND session = :session AND revoked_at IS NULL;

-- name: lowerHand
UPDATE hand SET lowered_at = :at WHERE session = :session AND person = :person AND lowered_at IS NULL;

-- name: endShares
UPDATE share SET ended_at = :at WHERE session = :session AND person = :person AND ended_at IS NULL;
