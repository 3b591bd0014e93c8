-- name: insertEvent
INSERT INTO session_event (id, session, kind, person, by, data, at)
VALUES (:id, :session, :kind, :person, :by, :data, :at);

-- name: listEvents
SELECT
  session_event.id AS id, session_event.person AS person, who.name AS by, session_event.data AS data,
  session_event.at AS at
FROM session_event
JOIN person AS who ON who.id = session_event.by
WHERE
  session_event.session = :session
  AND session_event.kind = :kind
  AND (:person IS NULL OR session_event.person IS NULL OR session_event.person = :person)
ORDER BY session_event.seq;

-- name: lastEvent
SELECT
  session_event.id AS id, session_event.person AS person, who.name AS by, session_event.data AS data,
  session_event.at AS at
FROM session_event
JOIN person AS who ON who.id = session_event.by
WHERE session_event.session = :session AND session_event.kind = :kind AND session_event.person IS :person
ORDER BY session_event.seq DESC
LIMIT 1;

-- name: lastShown
SELECT
  session_event.id AS id, who.name AS by, session_event.kind AS kind, session_event.at AS at,
  session_event.data ->> '$.what' AS what, coalesce(session_event.data ->> '$.title', session_event.data ->> '$.key') AS title
FROM session_event
JOIN person AS who ON who.id = session_event.by
WHERE session_event.session = :session AND session_event.kind IN ('shown', 'shown-ended')
ORDER BY session_event.seq DESC
LIMIT 1;

-- name: listHelped
SELECT DISTINCT person, data ->> '$.lab' AS lab
FROM session_event
WHERE session = :session AND kind = 'caught-up' AND person IS NOT NULL
ORDER BY seq;

-- name: dropOldEvents
DELETE FROM session_event
WHERE seq IN (
  SELECT seq
  FROM (
    SELECT seq, row_number() OVER newest AS number, sum(length(CAST(data AS BLOB))) OVER newest AS bytes
    FROM session_event
    WHERE session = :session AND kind = :kind AND person IS :person
    WINDOW newest AS (ORDER BY seq DESC)
  )
  WHERE number > :most OR (number > 1 AND bytes > :mostBytes)
);
