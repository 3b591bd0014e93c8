-- name: findAsked
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at
FROM joined
JOIN person ON person.id = joined.person
WHERE joined.session = :session AND joined.asked = :asked;

-- name: findJoined
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at
FROM joined
JOIN person ON person.id = joined.person
WHERE joined.session = :session AND joined.person = :person;

-- name: listJoined
SELECT person.id AS person, person.name AS name, joined.party AS party, joined.alias AS alias, joined.at AS at
FROM joined
JOIN person ON person.id = joined.person
WHERE joined.session = :session
ORDER BY joined.seq;

-- name: countJoined
SELECT count(*) AS count FROM joined WHERE session = :session;

-- name: capacityOf
SELECT capacity FROM session WHERE id = :session;

-- name: insertJoined
INSERT INTO joined (session, person, party, alias, asked, at)
VALUES (:session, :person, :party, :alias, :asked, :at);
