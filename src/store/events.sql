-- name: insertEvent
INSERT INTO event (id, run, type, data, at) VALUES (:id, :run, :type, :data, :at);

-- name: listEvents
SELECT id, run, type, data, at FROM event WHERE run = :run ORDER BY seq;
