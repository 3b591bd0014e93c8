-- name: keepLink
INSERT INTO lti_link (id, platform, deployment, context, resource_link, destination, line_items, line_item, scopes)
VALUES (:id, :platform, :deployment, :context, :resourceLink, :destination, :lineItems, :lineItem, :scopes)
ON CONFLICT (platform, deployment, resource_link) DO UPDATE
SET found_line_item = CASE
    WHEN destination = excluded.destination AND line_items IS excluded.line_items THEN found_line_item END,
  context = excluded.context, destination = excluded.destination, line_items = excluded.line_items,
  line_item = excluded.line_item, scopes = excluded.scopes
RETURNING id;

-- name: addVisitor
INSERT INTO lti_link_visitor (link, subject) VALUES (:link, :subject) ON CONFLICT DO NOTHING;

-- name: visitsOf
SELECT lti_link.id AS link, lti_link_visitor.subject AS subject,
  (SELECT max(timestamp) FROM lti_score
   WHERE lti_score.link = lti_link.id AND lti_score.subject = lti_link_visitor.subject) AS latest
FROM lti_identity
JOIN lti_platform USING (issuer, client_id)
JOIN lti_link ON lti_link.platform = lti_platform.id
JOIN lti_link_visitor ON lti_link_visitor.link = lti_link.id AND lti_link_visitor.subject = lti_identity.subject
WHERE lti_identity.person = :person AND lti_link.destination = :destination
ORDER BY lti_link.seq;

-- name: replaceWaiting
UPDATE lti_score SET state = 'replaced' WHERE link = :link AND subject = :subject AND state IN ('waiting', 'failed');

-- name: insertScore
INSERT INTO lti_score (id, link, subject, person, given, of, comment, timestamp, state, not_before)
VALUES (:id, :link, :subject, :person, :given, :of, :comment, :timestamp, 'waiting', :timestamp);

-- name: listLinked
SELECT lti_link.destination AS destination, lti_identity.person AS person, last.given AS lastGiven, last.of AS lastOf
FROM lti_link_visitor
JOIN lti_link ON lti_link.id = lti_link_visitor.link
JOIN lti_platform ON lti_platform.id = lti_link.platform
JOIN lti_identity
  ON lti_identity.issuer = lti_platform.issuer AND lti_identity.client_id = lti_platform.client_id
    AND lti_identity.subject = lti_link_visitor.subject
LEFT JOIN lti_score AS last
  ON last.link = lti_link.id AND last.subject = lti_link_visitor.subject
    AND last.timestamp = (
      SELECT max(timestamp) FROM lti_score
      WHERE lti_score.link = lti_link.id AND lti_score.subject = lti_link_visitor.subject
    );

-- name: dueScores
SELECT lti_score.id AS id, platform, link, destination, subject, line_items AS lineItems,
  coalesce(line_item, found_line_item) AS lineItem, scopes, given, of, comment, timestamp, tries
FROM lti_score
JOIN lti_link ON lti_link.id = lti_score.link
WHERE state = 'waiting' AND not_before <= :at
ORDER BY not_before, lti_score.seq
LIMIT :most;

-- name: tried
UPDATE lti_score
SET state = :state, tries = tries + 1, problem = :problem, not_before = coalesce(:after, not_before),
  timestamp = coalesce(:timestamp, timestamp)
WHERE id = :id AND state = 'waiting';

-- name: rememberLineItem
UPDATE lti_link SET found_line_item = :url WHERE id = :link;

-- name: listScores
SELECT lti_score.id AS id, destination, person, platform, given, of, comment, timestamp, state, tries, problem
FROM lti_score
JOIN lti_link ON lti_link.id = lti_score.link
ORDER BY lti_score.seq DESC
LIMIT :most;

-- name: retryScores
UPDATE lti_score SET state = 'waiting', tries = 0, not_before = :at WHERE state = 'failed';
