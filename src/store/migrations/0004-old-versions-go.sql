-- Of a run's versions of files the newest stay, and the oldest go: they grew with every start of a lab. What a
-- revision refers to is held by its foreign key.

DROP TRIGGER revision_not_deleted;
DROP TRIGGER blob_not_deleted;
CREATE INDEX revision_hash ON revision (hash);
