-- name: insertCredential
INSERT INTO credential (id, person, kind, hash, created_at, expires_at)
VALUES (:id, :person, :kind, :hash, :at, :expiresAt);

-- name: findHolder
SELECT person.id AS id, person.name AS name
FROM credential
JOIN person ON person.id = credential.person
WHERE credential.hash = :hash AND kind = :kind AND revoked_at IS NULL AND expires_at > :at;

-- name: revokeCredential
UPDATE credential SET revoked_at = :at WHERE hash = :hash AND revoked_at IS NULL;
