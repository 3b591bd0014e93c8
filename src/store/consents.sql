-- name: insertConsent
INSERT INTO consent (session, person, version, keep_days, at) VALUES (:session, :person, :version, :keepDays, :at);

-- name: lastConsent
SELECT version, keep_days AS keepDays, at
FROM consent
WHERE session = :session AND person = :person
ORDER BY seq DESC
LIMIT 1;
