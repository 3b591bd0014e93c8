-- name: insertHand
INSERT INTO hand (id, session, person, lab, task, text, raised_at)
VALUES (:id, :session, :person, :lab, :task, :text, :at);

-- name: raisedHand
SELECT
  hand.id AS id, hand.session AS session, hand.person AS person, joined.alias AS alias, hand.lab AS lab,
  hand.task AS task, hand.text AS text, hand.raised_at AS raisedAt, helper.name AS takenBy
FROM hand
JOIN joined ON joined.session = hand.session AND joined.person = hand.person
LEFT JOIN person AS helper ON helper.id = hand.taken_by
WHERE hand.lowered_at IS NULL AND (hand.id = :id OR (hand.session = :session AND hand.person = :person));

-- name: listHands
SELECT
  hand.id AS id, hand.session AS session, hand.person AS person, joined.alias AS alias, hand.lab AS lab,
  hand.task AS task, hand.text AS text, hand.raised_at AS raisedAt, helper.name AS takenBy
FROM hand
JOIN joined ON joined.session = hand.session AND joined.person = hand.person
LEFT JOIN person AS helper ON helper.id = hand.taken_by
WHERE hand.session = :session AND hand.lowered_at IS NULL
ORDER BY hand.seq;

-- name: listAllHands
SELECT
  hand.id AS id, hand.session AS session, hand.person AS person, joined.alias AS alias, hand.lab AS lab,
  hand.task AS task, hand.text AS text, hand.raised_at AS raisedAt, helper.name AS takenBy,
  hand.taken_at AS takenAt, hand.lowered_at AS loweredAt
FROM hand
JOIN joined ON joined.session = hand.session AND joined.person = hand.person
LEFT JOIN person AS helper ON helper.id = hand.taken_by
WHERE hand.session = :session
ORDER BY hand.seq;

-- name: takeHand
UPDATE hand SET taken_by = :by, taken_at = :at WHERE id = :id AND lowered_at IS NULL AND taken_by IS NULL;

-- name: lowerHand
UPDATE hand SET lowered_at = :at WHERE id = :id AND lowered_at IS NULL;

-- name: insertNotice
INSERT INTO notice (id, session, author, text, place, at) VALUES (:id, :session, :author, :text, :place, :at);

-- name: listNotices
SELECT id, author, text, place, at
FROM (
  SELECT notice.seq AS seq, notice.id AS id, person.name AS author, notice.text AS text, notice.place AS place,
    notice.at AS at
  FROM notice
  JOIN person ON person.id = notice.author
  WHERE notice.session = :session
  ORDER BY notice.seq DESC
  LIMIT :most
)
ORDER BY seq;
