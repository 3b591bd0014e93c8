-- name: insertTicket
INSERT INTO lti_ticket (hash, kind, value, expires_at) VALUES (:hash, :kind, :value, :expiresAt);

-- name: spendTicket
INSERT INTO lti_ticket (hash, kind, value, expires_at) VALUES (:hash, :kind, '', :expiresAt)
ON CONFLICT DO NOTHING;

-- name: dropOldTickets
DELETE FROM lti_ticket WHERE expires_at <= :at;

-- name: findTicket
SELECT value FROM lti_ticket WHERE hash = :hash AND kind = :kind AND expires_at > :at;

-- name: redeemTicket
DELETE FROM lti_ticket WHERE hash = :hash AND kind = :kind AND expires_at > :at RETURNING value;

-- name: insertPlatform
INSERT INTO lti_platform
  (id, name, issuer, client_id, auth_url, token_url, keys_url, token_audience, frames, state, created_at)
VALUES (:id, :name, :issuer, :clientId, :authUrl, :tokenUrl, :keysUrl, :tokenAudience, :frames, :state, :at)
ON CONFLICT (issuer, client_id) DO UPDATE
SET name = excluded.name, auth_url = excluded.auth_url, token_url = excluded.token_url, keys_url = excluded.keys_url,
  token_audience = excluded.token_audience, frames = excluded.frames, state = excluded.state
WHERE state = 'waiting';

-- name: listPlatforms
SELECT id, name, issuer, client_id AS clientId, auth_url AS authUrl, token_url AS tokenUrl, keys_url AS keysUrl,
  token_audience AS tokenAudience, frames, state, created_at AS at
FROM lti_platform ORDER BY seq;

-- name: platformOf
SELECT id, name, issuer, client_id AS clientId, auth_url AS authUrl, token_url AS tokenUrl, keys_url AS keysUrl,
  token_audience AS tokenAudience, frames, state, created_at AS at
FROM lti_platform WHERE issuer = :issuer AND client_id = :clientId;

-- name: findPlatform
SELECT id, name, issuer, client_id AS clientId, auth_url AS authUrl, token_url AS tokenUrl, keys_url AS keysUrl,
  token_audience AS tokenAudience, frames, state, created_at AS at
FROM lti_platform WHERE id = :id;

-- name: confirmPlatform
UPDATE lti_platform SET state = 'confirmed' WHERE id = :id;

-- name: removePlatform
DELETE FROM lti_platform WHERE id = :id;

-- name: seenDeployment
SELECT state FROM lti_deployment WHERE platform = :platform AND deployment = :deployment;

-- name: addDeployment
INSERT INTO lti_deployment (platform, deployment, state)
SELECT :platform, :deployment, 'waiting'
WHERE (SELECT count(*) FROM lti_deployment WHERE platform = :platform AND state = 'waiting') < :most
ON CONFLICT DO NOTHING;

-- name: confirmDeployment
INSERT INTO lti_deployment (platform, deployment, state) VALUES (:platform, :deployment, 'confirmed')
ON CONFLICT (platform, deployment) DO UPDATE SET state = 'confirmed';

-- name: listDeployments
SELECT platform, deployment, state FROM lti_deployment ORDER BY platform, deployment;

-- name: findIdentity
SELECT person.id AS id, person.name AS name
FROM lti_identity
JOIN lti_platform USING (issuer, client_id)
JOIN person ON person.id = lti_identity.person
WHERE lti_platform.id = :platform AND subject = :subject;

-- name: insertIdentity
INSERT INTO lti_identity (issuer, client_id, subject, person, created_at)
SELECT issuer, client_id, :subject, :person, :at FROM lti_platform WHERE id = :platform;

-- name: findCourse
SELECT course AS id FROM lti_course WHERE platform = :platform AND deployment = :deployment AND context = :context;

-- name: listCourses
SELECT platform, deployment, context, course FROM lti_course ORDER BY platform, deployment, context;

-- name: moveCourse
UPDATE lti_course SET course = :to WHERE course = :from;

-- name: isKnown
SELECT 1
FROM lti_identity
JOIN lti_platform USING (issuer, client_id)
WHERE lti_platform.id = :platform AND lti_identity.person = :person;

-- name: findPerson
SELECT id, name FROM person WHERE id = :known;

-- name: insertCourse
INSERT INTO lti_course (platform, deployment, context, course) VALUES (:platform, :deployment, :context, :course);

-- name: keepRole
DELETE FROM membership WHERE person = :person AND scope = :scope AND role <> :role;

-- name: addCourse
INSERT INTO course (id, title, zone, keep_days, created_at) VALUES (:id, :title, :zone, :keepDays, :at);

-- name: addRole
INSERT INTO membership (person, role, scope, created_at) VALUES (:person, :role, :scope, :at)
ON CONFLICT DO NOTHING;

-- name: dropManyTickets
DELETE FROM lti_ticket WHERE hash IN (
  SELECT hash FROM lti_ticket ORDER BY expires_at DESC LIMIT -1 OFFSET :most
);
