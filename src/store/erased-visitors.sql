-- name: deleteTickets
DELETE FROM lti_ticket
WHERE EXISTS (
  SELECT 1
  FROM lti_identity, json_tree(CASE WHEN json_valid(lti_ticket.value) THEN lti_ticket.value ELSE 'null' END) AS said
  WHERE lti_identity.person = :person AND said.atom = lti_identity.subject
);

-- name: deleteVisits
DELETE FROM lti_link_visitor
WHERE EXISTS (
  SELECT 1
  FROM lti_identity
  JOIN lti_platform USING (issuer, client_id)
  JOIN lti_link ON lti_link.platform = lti_platform.id
  WHERE
    lti_identity.person = :person
    AND lti_link.id = lti_link_visitor.link
    AND lti_identity.subject = lti_link_visitor.subject
);

-- name: deleteScores
DELETE FROM lti_score WHERE person = :person;

-- name: deleteIdentities
DELETE FROM lti_identity WHERE person = :person;
