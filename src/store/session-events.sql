-- name: insertEvent
INSERT INTO session_event (id, session, kind, person, by, data, at)
VALUES (:id, :session, :kind, :person, :by, :data, :at);

-- name: listEvents
SELECT
  session_event.id AS id, session_event.person AS person, who.name AS by, session_event.data AS data,
  session_event.at AS at
FROM session_event
JOIN person AS who ON who.id = session_event.by
WHERE session_event.session = :session AND session_event.kind = :kind
ORDER BY session_event.seq;
