-- name: insertEvent
INSERT INTO event (id, run, type, data, observation, at) VALUES (:id, :run, :type, :data, :observation, :at);

-- name: listEvents
SELECT id, run, type, data, observation, at FROM event WHERE run = :run ORDER BY seq;

-- name: listEventsOf
SELECT id, run, type, data, observation, at
FROM event
WHERE run = :run AND type IN (SELECT value FROM json_each(:types))
ORDER BY seq;
