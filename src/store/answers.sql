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
