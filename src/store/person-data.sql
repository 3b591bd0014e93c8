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
SELECT session, version, keep_days AS keepDays, until, at FROM consent WHERE person = :person ORDER BY seq;

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

-- name: contact
SELECT email, sis_id AS sisId, login_id AS loginId FROM contact WHERE person = :person;

-- name: enrolments
SELECT enrolled.course AS course, course.title AS title, enrolled.pair AS pair, enrolled.at AS at,
  (
    SELECT json_group_array(section ORDER BY ord)
    FROM enrolled_section AS own
    WHERE own.course = enrolled.course AND own.person = enrolled.person
  ) AS sections
FROM enrolled
JOIN course ON course.id = enrolled.course
WHERE enrolled.person = :person
ORDER BY enrolled.seq;

-- name: assignmentsOpened
SELECT assignment, at FROM assignment_opened WHERE person = :person ORDER BY at, assignment;

-- name: adjustments
SELECT adjustment.id AS id, assignment, change, author.name AS by, at, reason, replaces
FROM adjustment
JOIN person AS author ON author.id = adjustment.by
WHERE adjustment.person = :person
ORDER BY adjustment.seq;

-- name: overrides
SELECT grade_override.id AS id, assignment, lab, points, author.name AS by, at, reason
FROM grade_override
JOIN person AS author ON author.id = grade_override.by
WHERE grade_override.person = :person
ORDER BY grade_override.seq;

-- name: comments
SELECT grade_comment.id AS id, assignment, author.name AS by, at, text
FROM grade_comment
JOIN person AS author ON author.id = grade_comment.by
WHERE grade_comment.person = :person
ORDER BY grade_comment.seq;

-- name: submissions
SELECT id, assignment, lab, run, person = :person AS isOwn, key, list_hash AS listHash, left_out AS leftOut,
  CAST(content AS TEXT) AS answers, vars, lab_content AS labContent, upload_began AS uploadBegan, received,
  submission_removed.at AS removed
FROM submission
JOIN blob ON blob.hash = submission.answers
LEFT JOIN submission_removed ON submission_removed.submission = submission.id
WHERE party IN (SELECT party FROM party_member WHERE person = :person)
ORDER BY seq;

-- name: submittedFiles
SELECT submission, path, submission_file.hash AS hash, executable, content
FROM submission_file
JOIN submission ON submission.id = submission_file.submission
JOIN blob ON blob.hash = submission_file.hash
WHERE party IN (SELECT party FROM party_member WHERE person = :person)
ORDER BY submission.seq, path;

-- name: gradingJobs
SELECT grading_job.id AS id, submission, regrade, state, tries, cause
FROM grading_job
JOIN submission ON submission.id = grading_job.submission
WHERE party IN (SELECT party FROM party_member WHERE person = :person)
ORDER BY grading_job.seq;

-- name: gradings
SELECT grading.id AS id, submission, regrade, content_hash AS contentHash, setup_hash AS setupHash, at, outcome, place,
  code,
  (
    SELECT json_group_array(observation ORDER BY ord)
    FROM grading_look
    WHERE grading_look.grading = grading.id
  ) AS observations
FROM grading
JOIN submission ON submission.id = grading.submission
WHERE party IN (SELECT party FROM party_member WHERE person = :person)
ORDER BY grading.seq;

-- name: assignmentVersions
SELECT assignment, number, policy, at FROM assignment_version WHERE by = :person ORDER BY at, assignment, number;

-- name: regrades
SELECT id, assignment, labs, reason, at, state, decided_at AS decidedAt
FROM regrade
WHERE by = :person OR decided_by = :person
ORDER BY seq;

-- name: platformUsers
SELECT issuer, client_id AS clientId, subject, created_at AS createdAt FROM lti_identity WHERE person = :person;

-- name: platformVisits
SELECT lti_platform.name AS platform, context, resource_link AS resourceLink, destination
FROM lti_link_visitor
JOIN lti_link ON lti_link.id = lti_link_visitor.link
JOIN lti_platform ON lti_platform.id = lti_link.platform
JOIN lti_identity
  ON lti_identity.issuer = lti_platform.issuer
  AND lti_identity.client_id = lti_platform.client_id
  AND lti_identity.subject = lti_link_visitor.subject
WHERE lti_identity.person = :person
ORDER BY lti_link.seq;

-- name: scores
SELECT lti_score.id AS id, lti_platform.name AS platform, destination, given, of, comment, timestamp,
  lti_score.state AS state, problem
FROM lti_score
JOIN lti_link ON lti_link.id = lti_score.link
JOIN lti_platform ON lti_platform.id = lti_link.platform
WHERE lti_score.person = :person
ORDER BY lti_score.seq;

-- name: evidence
SELECT hash, about, dsse
FROM evidence
WHERE about IN (
  SELECT 'attempt:' || id
  FROM attempt
  WHERE run IN (SELECT id FROM run WHERE party IN (SELECT party FROM party_member WHERE person = :person))
  UNION ALL
  SELECT 'grading:' || grading.id
  FROM grading
  JOIN submission ON submission.id = grading.submission
  WHERE party IN (SELECT party FROM party_member WHERE person = :person)
);

-- name: observations
SELECT DISTINCT observation AS hash
FROM (
  SELECT run.party AS party, observation FROM attempt JOIN run ON run.id = attempt.run
  UNION ALL
  SELECT run.party, observation FROM event JOIN run ON run.id = event.run WHERE observation IS NOT NULL
  UNION ALL
  SELECT submission.party, observation
  FROM grading_look
  JOIN grading ON grading.id = grading_look.grading
  JOIN submission ON submission.id = grading.submission
)
WHERE party IN (SELECT party FROM party_member WHERE person = :person);
