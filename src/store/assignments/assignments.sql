-- name: insertAssignment
INSERT INTO assignment (id, course) VALUES (:id, :course);

-- name: insertVersion
INSERT INTO assignment_version (assignment, number, policy, by, at)
SELECT :id, coalesce(max(number), 0) + 1, :policy, :by, :at
FROM assignment_version
WHERE assignment = :id;

-- name: listAssignments
SELECT assignment.id AS id, assignment.course AS course, number AS version, policy, by, at
FROM assignment
JOIN assignment_version ON assignment_version.assignment = assignment.id
WHERE
  number = (SELECT max(number) FROM assignment_version WHERE assignment = assignment.id)
  AND (:id IS NULL OR assignment.id = :id)
ORDER BY assignment.seq DESC;

-- name: insertOpened
INSERT INTO assignment_opened (assignment, person, at) VALUES (:assignment, :person, :at)
ON CONFLICT DO NOTHING;

-- name: openedBy
SELECT assignment FROM assignment_opened WHERE person = :person ORDER BY at DESC, assignment DESC;

-- name: listOpened
SELECT person, at FROM assignment_opened WHERE assignment = :assignment;
