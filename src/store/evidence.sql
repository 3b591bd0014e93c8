-- name: findLast
SELECT seq, hash FROM evidence ORDER BY seq DESC LIMIT 1;

-- name: insertEvidence
INSERT INTO evidence (seq, hash, prev, about, dsse) VALUES (:seq, :hash, :prev, :about, :dsse);

-- name: findEvidence
SELECT seq, hash, prev, about, dsse FROM evidence WHERE about = :about;

-- name: findKey
SELECT keyid, public_pem AS publicPem, since, until FROM signing_key WHERE keyid = :keyid;

-- name: findCurrentKey
SELECT keyid, public_pem AS publicPem, since, until FROM signing_key WHERE alg = 'ed25519' AND until IS NULL;

-- name: listKeys
SELECT keyid, public_pem AS publicPem, since, until
FROM signing_key
WHERE alg = 'ed25519'
ORDER BY since, rowid;

-- name: endKey
UPDATE signing_key SET until = :until WHERE keyid = :keyid;

-- name: insertKey
INSERT INTO signing_key (keyid, alg, public_pem, since) VALUES (:keyid, 'ed25519', :publicPem, :since);
