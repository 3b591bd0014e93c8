-- name: insertObservation
INSERT INTO observation (hash, content) VALUES (:hash, :content)
ON CONFLICT (hash) DO NOTHING;

-- name: findObservation
SELECT hash, content FROM observation WHERE hash = :hash;
