-- name: insertConsent
INSERT INTO consent (session, person, version, keep_days, until, at)
VALUES (:session, :person, :version, :keepDays, :until, :at);

-- name: lastConsent
SELECT version, keep_days AS keepDays, until, at
FROM consent
WHERE session = :session AND person = :person
ORDER BY seq DESC
LIMIT 1;
