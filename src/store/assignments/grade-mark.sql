-- name: gradeMark
SELECT json_array(
  (SELECT max(number) FROM assignment_version WHERE assignment = :assignment),
  (SELECT count(*) FROM assignment_opened WHERE assignment = :assignment),
  (SELECT max(seq) FROM adjustment WHERE assignment = :assignment),
  (SELECT max(seq) FROM grade_override WHERE assignment = :assignment),
  (SELECT max(seq) FROM submission WHERE assignment = :assignment),
  (
    SELECT max(grading.seq)
    FROM grading
    JOIN submission ON submission.id = grading.submission
    WHERE submission.assignment = :assignment
  ),
  (SELECT json_group_array(state ORDER BY seq) FROM regrade WHERE assignment = :assignment),
  (
    SELECT json_group_array(party ORDER BY enrolled.seq)
    FROM enrolled
    JOIN assignment ON assignment.course = enrolled.course
    WHERE assignment.id = :assignment
  )
) AS mark;
