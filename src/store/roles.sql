-- name: heldRoles
SELECT role, scope FROM membership WHERE person = :person ORDER BY scope, role;

-- name: listMembers
SELECT person.id AS id, person.name AS name, role, scope
FROM membership
JOIN person ON person.id = membership.person
WHERE role <> 'learner'
ORDER BY scope, role, person.name;

-- name: insertPerson
INSERT INTO person (id, name, is_local, created_at) VALUES (:id, :name, 0, :at);

-- name: insertParty
INSERT INTO party (id, alone, created_at) VALUES (:id, :person, :at);

-- name: insertPartyMember
INSERT INTO party_member (party, person, joined_at) VALUES (:party, :person, :at);

-- name: insertRole
INSERT INTO membership (person, role, scope, created_at) VALUES (:person, :role, :scope, :at)
ON CONFLICT DO NOTHING;

-- name: deleteRole
DELETE FROM membership WHERE person = :person AND role = :role AND scope = :scope;

-- name: findPerson
SELECT id, name FROM person WHERE id = :id;
