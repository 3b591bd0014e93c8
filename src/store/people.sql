-- name: selectLocal
SELECT person.id AS person, person.name AS name, party.id AS party
FROM person
JOIN party ON party.alone = person.id
WHERE person.is_local = 1;

-- name: selectParty
SELECT id FROM party WHERE alone = :person;

-- name: insertPerson
INSERT INTO person (id, name, is_local, created_at) VALUES (:id, :name, 1, :at);

-- name: insertMembership
INSERT INTO membership (person, role, scope, created_at) VALUES (:person, 'owner', 'home', :at);

-- name: insertParty
INSERT INTO party (id, alone, created_at) VALUES (:id, :person, :at);

-- name: insertPartyMember
INSERT INTO party_member (party, person, joined_at) VALUES (:party, :person, :at);

-- name: setChapterPosition
INSERT INTO chapter_position (person, chapter, read_to, read_at, lab)
VALUES (:person, :chapter, :readTo, :at, :lab)
ON CONFLICT (person, chapter) DO UPDATE
SET read_to = excluded.read_to, read_at = excluded.read_at, lab = coalesce(excluded.lab, lab);

-- name: chapterPositions
SELECT chapter, read_to AS readTo, read_at AS readAt, lab
FROM chapter_position
WHERE person = :person
ORDER BY read_at, chapter;
