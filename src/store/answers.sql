-- name: insertAnswer
INSERT INTO answer (id, person, run, kind, key, lab, value, confidence, correct, message, at)
VALUES (:id, :person, :run, :kind, :key, :lab, :value, :confidence, :correct, :message, :at);

-- name: latestAnswers
SELECT id, person, run, kind, key, lab, value, confidence, correct, message, at
FROM answer
WHERE
  seq IN (
    SELECT max(seq)
    FROM answer
    WHERE kind = :kind AND (:person IS NULL OR person = :person) AND (:run IS NULL OR run = :run)
    GROUP BY lab, key
  )
ORDER BY seq;

-- name: roomPredictions
SELECT key, value, count(*) AS count
FROM answer
WHERE
  seq IN (
    SELECT max(seq)
    FROM answer
    WHERE
      kind = 'predict'
      AND person IN (
        SELECT person
        FROM joined
        WHERE
          session = :session
          AND NOT EXISTS (
            SELECT 1
            FROM session_event
            WHERE
              session_event.session = joined.session
              AND session_event.person = joined.person
              AND session_event.kind = 'removed'
          )
      )
    GROUP BY person, key
  )
GROUP BY key, value
ORDER BY key, value;
