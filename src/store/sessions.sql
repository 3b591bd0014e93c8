-- name: listCourses
SELECT id, title, zone, keep_days AS keepDays FROM course ORDER BY id;

-- name: insertCourse
INSERT INTO course (id, title, zone, keep_days, created_at) VALUES (:id, :title, :zone, :keepDays, :at);

-- name: updateCourse
UPDATE course SET keep_days = :keepDays WHERE id = :id
RETURNING id, title, zone, keep_days AS keepDays;

-- name: listSessions
SELECT
  id, course, title, code, capacity, opens, ends, keep_days AS keepDays, state,
  (SELECT json_group_array(lab ORDER BY ord) FROM session_lab WHERE session = session.id) AS labs
FROM session
ORDER BY seq DESC;

-- name: findSession
SELECT
  id, course, title, code, capacity, opens, ends, keep_days AS keepDays, state,
  (SELECT json_group_array(lab ORDER BY ord) FROM session_lab WHERE session = session.id) AS labs
FROM session
WHERE id = :id;

-- name: findByCode
SELECT
  id, course, title, code, capacity, opens, ends, keep_days AS keepDays, state,
  (SELECT json_group_array(lab ORDER BY ord) FROM session_lab WHERE session = session.id) AS labs
FROM session
WHERE code = :code
ORDER BY seq DESC
LIMIT 1;

-- name: insertSession
INSERT INTO session (id, course, title, code, capacity, opens, ends, keep_days, state, created_at)
VALUES (:id, :course, :title, :code, :capacity, :opens, :ends, :keepDays, 'open', :at);

-- name: updateSession
UPDATE session
SET title = :title, code = :code, capacity = :capacity, opens = :opens, ends = :ends,
  keep_days = :keepDays, state = :state
WHERE id = :id;

-- name: clearLabs
DELETE FROM session_lab WHERE session = :session;

-- name: insertLab
INSERT INTO session_lab (session, ord, lab) VALUES (:session, :ord, :lab);
