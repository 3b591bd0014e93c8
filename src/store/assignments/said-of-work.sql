-- name: insertAdjustment
INSERT INTO adjustment (id, assignment, person, change, by, at, reason, replaces)
VALUES (:id, :assignment, :person, :change, :by, :at, :reason, :replaces);

-- name: listAdjustments
SELECT id, person, change, by, at, reason, replaces FROM adjustment WHERE assignment = :assignment ORDER BY seq;

-- name: lastAdjustment
SELECT max(at) AS last FROM adjustment WHERE assignment = :assignment AND person = :person;

-- name: insertOverride
INSERT INTO grade_override (id, assignment, person, lab, points, by, at, reason)
VALUES (:id, :assignment, :person, :lab, :points, :by, :at, :reason);

-- name: listOverrides
SELECT id, person, lab, points, by, at, reason FROM grade_override WHERE assignment = :assignment ORDER BY seq;

-- name: lastOverride
SELECT max(at) AS last FROM grade_override WHERE assignment = :assignment AND person = :person;

-- name: insertComment
INSERT INTO grade_comment (id, assignment, person, by, at, text)
VALUES (:id, :assignment, :person, :by, :at, :text);

-- name: listComments
SELECT id, person, by, at, text FROM grade_comment WHERE assignment = :assignment ORDER BY seq;
