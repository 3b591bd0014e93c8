-- name: listEnrolled
SELECT
  enrolled.person AS id, person.name AS name, enrolled.party AS party, enrolled.pair AS pair, contact.email AS email,
  contact.sis_id AS sisId, contact.login_id AS loginId,
  (
    SELECT json_group_array(section ORDER BY ord)
    FROM enrolled_section AS own
    WHERE own.course = enrolled.course AND own.person = enrolled.person
  ) AS sections
FROM enrolled
JOIN person ON person.id = enrolled.person
LEFT JOIN contact ON contact.person = enrolled.person
WHERE enrolled.course = :course AND (:person IS NULL OR enrolled.person = :person)
ORDER BY enrolled.seq;

-- name: insertEnrolled
INSERT INTO enrolled (course, person, party, pair, at) VALUES (:course, :person, :party, :pair, :at);

-- name: updateEnrolled
UPDATE enrolled SET party = :party, pair = :pair WHERE course = :course AND person = :person;

-- name: setContact
INSERT INTO contact (person, email, sis_id, login_id) VALUES (:person, :email, :sisId, :loginId)
ON CONFLICT (person) DO UPDATE SET email = excluded.email, sis_id = excluded.sis_id, login_id = excluded.login_id;

-- name: setName
UPDATE person SET name = :name WHERE id = :person;

-- name: clearSections
DELETE FROM enrolled_section WHERE course = :course AND person = :person;

-- name: insertSection
INSERT INTO enrolled_section (course, person, ord, section) VALUES (:course, :person, :ord, :section);

-- name: findPairParty
SELECT party FROM enrolled WHERE course = :course AND pair = :pair ORDER BY seq LIMIT 1;

-- name: findOwnParty
SELECT id AS party FROM party WHERE alone = :person;

-- name: insertParty
INSERT INTO party (id, alone, created_at) VALUES (:id, NULL, :at);

-- name: insertPartyMember
INSERT INTO party_member (party, person, joined_at) VALUES (:party, :person, :at)
ON CONFLICT DO NOTHING;
