-- name: insertShare
INSERT INTO share (id, session, person, viewer, mode, lab, terminal, asked_at)
VALUES (:id, :session, :person, :viewer, :mode, :lab, :terminal, :at);

-- name: findShare
SELECT
  share.id AS id, share.session AS session, share.person AS person, share.viewer AS viewer,
  person.name AS viewerName, share.mode AS mode, share.lab AS lab, share.terminal AS terminal,
  share.asked_at AS askedAt, share.answer AS answer, share.answered_at AS answeredAt, share.ended_at AS endedAt,
  (
    SELECT json_group_array(json_object('since', since, 'until', until) ORDER BY seq)
    FROM look
    WHERE look.share = share.id
  ) AS looks
FROM share
JOIN person ON person.id = share.viewer
WHERE share.id = :id;

-- name: listShares
SELECT
  share.id AS id, share.session AS session, share.person AS person, share.viewer AS viewer,
  person.name AS viewerName, share.mode AS mode, share.lab AS lab, share.terminal AS terminal,
  share.asked_at AS askedAt, share.answer AS answer, share.answered_at AS answeredAt, share.ended_at AS endedAt,
  (
    SELECT json_group_array(json_object('since', since, 'until', until) ORDER BY seq)
    FROM look
    WHERE look.share = share.id
  ) AS looks
FROM share
JOIN person ON person.id = share.viewer
WHERE share.session = :session
ORDER BY share.seq;

-- name: answerShare
UPDATE share SET answer = :answer, answered_at = :at WHERE id = :id AND answer IS NULL AND ended_at IS NULL;

-- name: endShare
UPDATE share SET ended_at = :at WHERE id = :id AND ended_at IS NULL;

-- name: beginLook
INSERT INTO look (share, since) VALUES (:share, :at) RETURNING seq;

-- name: endLook
UPDATE look SET until = :at WHERE seq = :seq;
