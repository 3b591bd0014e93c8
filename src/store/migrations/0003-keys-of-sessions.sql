-- What signed a browser in was a cookie, which browsers send to every port of the host: it may be known to others.
-- Whoever was signed in by one signs in anew.

UPDATE credential SET revoked_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE kind = 'session' AND revoked_at IS NULL;
