-- name: runOf
SELECT party, lab, context FROM run WHERE id = :run;

-- name: standingsOf
SELECT task, value FROM standing WHERE context = :context AND party = :party AND lab = :lab;

-- name: setStanding
INSERT INTO standing (context, party, lab, task, value) VALUES (:context, :party, :lab, :task, :value)
ON CONFLICT (context, party, lab, task) DO UPDATE SET value = excluded.value;

-- name: board
SELECT party, lab, task, value FROM standing WHERE context = :context;

-- name: lastAttested
SELECT attested_by AS attestedBy FROM attempt WHERE run = :run AND at <= :at ORDER BY seq DESC LIMIT 1;

-- name: hasStandings
SELECT EXISTS (SELECT 1 FROM standing) AS found;

-- name: recorded
SELECT run, at, seq, results, NULL AS task, attested_by AS attestedBy
FROM attempt
WHERE run IN (SELECT id FROM run WHERE context GLOB 'session:*')
UNION ALL
SELECT run, at, seq, NULL, json_extract(data, '$.task'), NULL
FROM event
WHERE type = 'task-done' AND run IN (SELECT id FROM run WHERE context GLOB 'session:*')
ORDER BY at, seq;
