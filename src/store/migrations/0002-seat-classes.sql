-- Seats of more classes than two: rootless, and those of a runtime. A CHECK cannot be changed, so the column is made
-- anew and takes the values of the old one.

ALTER TABLE seat RENAME COLUMN class TO old_class;
ALTER TABLE seat ADD COLUMN class TEXT NOT NULL DEFAULT 'own'
  CHECK (class IN ('own', 'privileged', 'rootless') OR class GLOB 'runtime:?*');
UPDATE seat SET class = old_class;
ALTER TABLE seat DROP COLUMN old_class;

ALTER TABLE run RENAME COLUMN seat_class TO old_class;
ALTER TABLE run ADD COLUMN seat_class TEXT NOT NULL DEFAULT 'own'
  CHECK (seat_class IN ('own', 'privileged', 'rootless') OR seat_class GLOB 'runtime:?*');
UPDATE run SET seat_class = old_class;
ALTER TABLE run DROP COLUMN old_class;

DROP TRIGGER attempt_kept;
ALTER TABLE attempt RENAME COLUMN seat_class TO old_class;
ALTER TABLE attempt ADD COLUMN seat_class TEXT NOT NULL DEFAULT 'own'
  CHECK (seat_class IN ('own', 'privileged', 'rootless') OR seat_class GLOB 'runtime:?*');
UPDATE attempt SET seat_class = old_class;
ALTER TABLE attempt DROP COLUMN old_class;
CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;
