-- name: person
SELECT id, name, created_at AS createdAt FROM person WHERE id = :person;

-- name: roles
SELECT role, scope, created_at AS since FROM membership WHERE person = :person;

-- name: signIns
SELECT id, kind, session, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt
FROM credential
WHERE person = :person;

-- name: sessions
SELECT joined.session AS session, session.title AS title, joined.alias AS alias, joined.at AS joinedAt,
  session.opens AS opens, session.ends AS ends, session.keep_days AS keepDays
FROM joined
JOIN session ON session.id = joined.session
WHERE joined.person = :person;

-- name: consents
SELECT session, version, keep_days AS keepDays, at FROM consent WHERE person = :person ORDER BY seq;

-- name: hands
SELECT id, session, lab, task, text, raised_at AS raisedAt, taken_at AS takenAt, lowered_at AS loweredAt
FROM hand
WHERE person = :person
ORDER BY seq;

-- name: notices
SELECT id, session, text, place, at FROM notice WHERE author = :person ORDER BY seq;

-- name: sessionEvents
SELECT id, session, kind, data, at FROM session_event WHERE person = :person OR by = :person ORDER BY seq;

-- name: looks
SELECT share.id AS id, share.session AS session, viewer.name AS viewer, share.mode AS mode, share.lab AS lab,
  share.terminal AS terminal, share.asked_at AS askedAt, share.answer AS answer, share.answered_at AS answeredAt,
  share.ended_at AS endedAt,
  (
    SELECT json_group_array(json_object('since', since, 'until', until) ORDER BY seq)
    FROM look
    WHERE look.share = share.id
  ) AS looks
FROM share
JOIN person AS viewer ON viewer.id = share.viewer
WHERE share.person = :person
ORDER BY share.seq;

-- name: reading
SELECT chapter, read_to AS readTo, read_at AS readAt, lab FROM chapter_position WHERE person = :person;

-- name: runs
SELECT id, lab, context, content_hash AS contentHash, vars, intent, step, created_at AS createdAt
FROM run
WHERE party IN (SELECT party FROM party_member WHERE person = :person)
ORDER BY seq;

-- name: standings
SELECT context, lab, task, value
FROM standing
WHERE party IN (SELECT party FROM party_member WHERE person = :person);

-- name: attempts
SELECT id, run, at, content_hash AS contentHash, drydock_version AS drydockVersion, results, observation,
  image_digests AS imageDigests, engine_version AS engineVersion, engine_kernel AS engineKernel,
  seat_kind AS seatKind, seat_class AS seatClass, attested_by AS attestedBy
FROM attempt
WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person))
ORDER BY seq;

-- name: events
SELECT id, run, type, data, observation, at
FROM event
WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person))
ORDER BY seq;

-- name: answers
SELECT id, run, kind, key, lab, value, confidence, correct, message, at
FROM answer
WHERE person = :person
ORDER BY seq;

-- name: files
SELECT run, path, reason, at, revision.hash AS hash, content
FROM revision
LEFT JOIN blob ON blob.hash = revision.hash
WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person))
ORDER BY seq;

-- name: submissions
SELECT id, run, files, at FROM submission WHERE person = :person ORDER BY seq;

-- name: evidence
SELECT hash, about, dsse
FROM evidence
WHERE about IN (
  SELECT 'attempt:' || id
  FROM attempt
  WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person))
);

-- name: observations
SELECT DISTINCT observation AS hash
FROM (
  SELECT run, observation FROM attempt
  UNION ALL
  SELECT run, observation FROM event WHERE observation IS NOT NULL
)
WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person));
