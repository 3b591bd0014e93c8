-- name: insertCredential
INSERT INTO credential (id, person, kind, session, hash, created_at, expires_at)
VALUES (:id, :person, :kind, :session, :hash, :at, :expiresAt);

-- name: dropOldCredentials
DELETE FROM credential
WHERE id IN (
  SELECT id
  FROM credential
  WHERE person = :person AND kind = :kind AND session IS :session
  ORDER BY revoked_at IS NULL AND expires_at > :at DESC, created_at DESC, id DESC
  LIMIT -1 OFFSET :most
);

-- name: findHolder
SELECT person.id AS id, person.name AS name, credential.session AS session
FROM credential
JOIN person ON person.id = credential.person
WHERE credential.hash = :hash AND kind = :kind AND revoked_at IS NULL AND expires_at > :at;

-- name: findSignIn
SELECT credential.id AS id, credential.created_at AS createdAt, credential.expires_at AS expiresAt,
  person.id AS person, person.name AS name, credential.session AS session
FROM credential
JOIN person ON person.id = credential.person
WHERE credential.hash = :hash AND kind = 'sign-in' AND revoked_at IS NULL AND expires_at > :at;

-- name: listSignIns
SELECT id, created_at AS createdAt, expires_at AS expiresAt
FROM credential
WHERE person = :person AND kind = 'sign-in' AND revoked_at IS NULL AND expires_at > :at
ORDER BY id DESC;

-- name: isSignInOpen
SELECT EXISTS (
  SELECT 1 FROM credential WHERE id = :id AND kind = 'sign-in' AND revoked_at IS NULL AND expires_at > :at
) AS isOpen;

-- name: endSignIn
UPDATE credential SET revoked_at = :at
WHERE id = :id AND person = :person AND kind = 'sign-in' AND revoked_at IS NULL AND expires_at > :at;

-- name: revokeCredential
UPDATE credential SET revoked_at = :at WHERE hash = :hash AND revoked_at IS NULL;

-- name: endLinks
UPDATE credential SET revoked_at = :at
WHERE person = :person AND session = :session AND kind = 'rejoin' AND revoked_at IS NULL;
