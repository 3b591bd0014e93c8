-- Graded assignments: who takes part, what is asked, what was handed in, how it was judged. No grade is among it: that
-- is made of these rows when somebody asks. Where a column takes one of some words, the program knows which.

-- How people are reached, and what others call them: apart from the person, so that erasing it is one row.
CREATE TABLE contact (
  person TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
  email TEXT,
  sis_id TEXT,
  login_id TEXT
) STRICT;

-- Who takes part in a course. People with the same pair hand in as one party.
CREATE TABLE enrolled (
  seq INTEGER PRIMARY KEY,
  course TEXT NOT NULL REFERENCES course (id),
  person TEXT NOT NULL REFERENCES person (id),
  party TEXT NOT NULL REFERENCES party (id),
  pair TEXT,
  at TEXT NOT NULL,
  UNIQUE (course, person)
) STRICT;

CREATE TABLE enrolled_section (
  course TEXT NOT NULL,
  person TEXT NOT NULL,
  ord INTEGER NOT NULL,
  section TEXT NOT NULL,
  PRIMARY KEY (course, person, ord),
  FOREIGN KEY (course, person) REFERENCES enrolled (course, person)
) STRICT;

CREATE TABLE assignment (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL REFERENCES course (id)
) STRICT;

-- Its rules. The newest holds; those before say what held when.
CREATE TABLE assignment_version (
  assignment TEXT NOT NULL REFERENCES assignment (id),
  number INTEGER NOT NULL CHECK (number > 0),
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  by TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  PRIMARY KEY (assignment, number)
) STRICT;

CREATE TRIGGER assignment_version_kept BEFORE UPDATE ON assignment_version
BEGIN SELECT RAISE(ABORT, 'assignment_version is append-only'); END;
CREATE TRIGGER assignment_version_not_deleted BEFORE DELETE ON assignment_version
BEGIN SELECT RAISE(ABORT, 'assignment_version is append-only'); END;

-- When somebody first opened it: minutes are counted from then.
CREATE TABLE assignment_opened (
  assignment TEXT NOT NULL REFERENCES assignment (id),
  person TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  PRIMARY KEY (assignment, person)
) STRICT;

-- What is otherwise for one person, what somebody said their work is worth, and what somebody said of it.
CREATE TABLE adjustment (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  assignment TEXT NOT NULL REFERENCES assignment (id),
  person TEXT NOT NULL REFERENCES person (id),
  change TEXT NOT NULL CHECK (json_valid(change)),
  by TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  -- For those alone who teach.
  reason TEXT NOT NULL,
  replaces TEXT REFERENCES adjustment (id)
) STRICT;

CREATE INDEX adjustment_assignment ON adjustment (assignment, seq);

CREATE TRIGGER adjustment_kept BEFORE UPDATE ON adjustment
WHEN
  NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = OLD.person)
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.assignment <> OLD.assignment OR NEW.person <> OLD.person
  OR NEW.change <> OLD.change OR NEW.by <> OLD.by OR NEW.at <> OLD.at OR NEW.replaces IS NOT OLD.replaces
BEGIN SELECT RAISE(ABORT, 'adjustment is append-only'); END;
CREATE TRIGGER adjustment_not_deleted BEFORE DELETE ON adjustment
BEGIN SELECT RAISE(ABORT, 'adjustment is append-only'); END;

CREATE TABLE grade_override (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  assignment TEXT NOT NULL REFERENCES assignment (id),
  person TEXT NOT NULL REFERENCES person (id),
  -- NULL: of the whole.
  lab TEXT,
  -- NULL: what was said before is taken back.
  points REAL,
  by TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE INDEX grade_override_assignment ON grade_override (assignment, seq);

CREATE TRIGGER grade_override_kept BEFORE UPDATE ON grade_override
WHEN
  NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = OLD.person)
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.assignment <> OLD.assignment OR NEW.person <> OLD.person
  OR NEW.lab IS NOT OLD.lab OR NEW.points IS NOT OLD.points OR NEW.by <> OLD.by OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'grade_override is append-only'); END;
CREATE TRIGGER grade_override_not_deleted BEFORE DELETE ON grade_override
BEGIN SELECT RAISE(ABORT, 'grade_override is append-only'); END;

CREATE TABLE grade_comment (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  assignment TEXT NOT NULL REFERENCES assignment (id),
  person TEXT NOT NULL REFERENCES person (id),
  by TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX grade_comment_assignment ON grade_comment (assignment, seq);

CREATE TRIGGER grade_comment_kept BEFORE UPDATE ON grade_comment
BEGIN SELECT RAISE(ABORT, 'grade_comment is append-only'); END;
CREATE TRIGGER grade_comment_not_deleted BEFORE DELETE ON grade_comment
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person = OLD.person)
BEGIN SELECT RAISE(ABORT, 'grade_comment is append-only'); END;

-- What was handed in. Nothing ever wrote the table of the first schema. Where each of a party was erased, what they wrote
-- may be emptied: files, answers, and in gradings what was said of them. What a grading came to stays.
DROP TABLE submission;

CREATE TABLE submission (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  assignment TEXT NOT NULL REFERENCES assignment (id),
  lab TEXT NOT NULL,
  run TEXT NOT NULL REFERENCES run (id),
  party TEXT NOT NULL REFERENCES party (id),
  person TEXT NOT NULL REFERENCES person (id),
  -- Whoever handed in chose it: handed in again under it, it is the same submission.
  key TEXT NOT NULL,
  -- The list of files as evidence names it.
  list_hash TEXT NOT NULL,
  left_out INTEGER NOT NULL,
  -- A JSON object by the keys of the questions.
  answers TEXT NOT NULL REFERENCES blob (hash),
  -- The values of the run, and of which lab it was made.
  vars TEXT NOT NULL CHECK (json_valid(vars)),
  lab_content TEXT NOT NULL,
  upload_began TEXT NOT NULL,
  received TEXT NOT NULL,
  UNIQUE (assignment, person, key)
) STRICT;

CREATE INDEX submission_party ON submission (assignment, party, seq);
CREATE INDEX submission_answers ON submission (answers);

CREATE TRIGGER submission_kept BEFORE UPDATE ON submission
WHEN
  NOT coalesce(
    (
      SELECT min(erasure.person IS NOT NULL)
      FROM party_member
      LEFT JOIN erasure ON erasure.person = party_member.person
      WHERE party_member.party = OLD.party
    ),
    0
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.assignment <> OLD.assignment OR NEW.lab <> OLD.lab
  OR NEW.run <> OLD.run OR NEW.party <> OLD.party OR NEW.person <> OLD.person OR NEW.list_hash <> OLD.list_hash
  OR NEW.left_out <> OLD.left_out OR NEW.vars <> OLD.vars OR NEW.lab_content <> OLD.lab_content
  OR NEW.upload_began <> OLD.upload_began OR NEW.received <> OLD.received
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;
CREATE TRIGGER submission_not_deleted BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'submission is append-only'); END;

CREATE TABLE submission_file (
  submission TEXT NOT NULL REFERENCES submission (id),
  path TEXT NOT NULL,
  hash TEXT NOT NULL REFERENCES blob (hash),
  executable INTEGER NOT NULL CHECK (executable IN (0, 1)),
  PRIMARY KEY (submission, path)
) STRICT;

CREATE INDEX submission_file_hash ON submission_file (hash);

CREATE TRIGGER submission_file_kept BEFORE UPDATE ON submission_file
BEGIN SELECT RAISE(ABORT, 'submission_file is append-only'); END;
CREATE TRIGGER submission_file_not_deleted BEFORE DELETE ON submission_file
WHEN
  NOT coalesce(
    (
      SELECT min(erasure.person IS NOT NULL)
      FROM submission
      JOIN party_member ON party_member.party = submission.party
      LEFT JOIN erasure ON erasure.person = party_member.person
      WHERE submission.id = OLD.submission
    ),
    0
  )
BEGIN SELECT RAISE(ABORT, 'submission_file is append-only'); END;

-- Judging anew what was handed in. What is judged for it holds once it is applied.
CREATE TABLE regrade (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  assignment TEXT NOT NULL REFERENCES assignment (id),
  labs TEXT NOT NULL CHECK (json_valid(labs)),
  reason TEXT NOT NULL,
  by TEXT NOT NULL REFERENCES person (id),
  at TEXT NOT NULL,
  -- `draft`, `applied`, `discarded`.
  state TEXT NOT NULL,
  decided_by TEXT REFERENCES person (id),
  decided_at TEXT
) STRICT;

CREATE INDEX regrade_assignment ON regrade (assignment, seq);

CREATE TRIGGER regrade_kept BEFORE UPDATE ON regrade
WHEN OLD.state <> 'draft' OR NEW.state = 'draft' OR NEW.id <> OLD.id OR NEW.assignment <> OLD.assignment
  OR NEW.labs <> OLD.labs OR NEW.reason <> OLD.reason OR NEW.by <> OLD.by OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'a regrade is decided once'); END;
CREATE TRIGGER regrade_not_deleted BEFORE DELETE ON regrade
BEGIN SELECT RAISE(ABORT, 'regrade is append-only'); END;

-- A submission has one job, and one more for each regrade that plays it again.
CREATE TABLE grading_job (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  submission TEXT NOT NULL REFERENCES submission (id),
  regrade TEXT REFERENCES regrade (id),
  -- First gradings before regrades.
  priority INTEGER NOT NULL,
  -- `waiting`, `leased`, `done`, `dropped`.
  state TEXT NOT NULL,
  not_before TEXT NOT NULL,
  -- How often this machine failed at it, and why the last time.
  tries INTEGER NOT NULL,
  cause TEXT,
  -- Rises with each lease that is given or taken away.
  fence INTEGER NOT NULL,
  lease_until TEXT
) STRICT;

CREATE UNIQUE INDEX grading_job_first ON grading_job (submission) WHERE regrade IS NULL;
CREATE UNIQUE INDEX grading_job_regrade ON grading_job (submission, regrade) WHERE regrade IS NOT NULL;
CREATE INDEX grading_job_open ON grading_job (priority, seq) WHERE state IN ('waiting', 'leased');

CREATE TRIGGER grading_job_fence_rises BEFORE UPDATE ON grading_job
WHEN NEW.fence < OLD.fence OR (OLD.state IN ('done', 'dropped') AND NEW.state <> OLD.state)
BEGIN SELECT RAISE(ABORT, 'a job ends once, and its fence only rises'); END;

CREATE TABLE grading (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  submission TEXT NOT NULL REFERENCES submission (id),
  -- The job that it ends, by that fence; NULL where what had been seen was judged again.
  job TEXT UNIQUE REFERENCES grading_job (id),
  fence INTEGER NOT NULL,
  regrade TEXT REFERENCES regrade (id),
  -- Of the lab that judged: of all of it, and of what decides what is seen.
  content_hash TEXT NOT NULL,
  setup_hash TEXT NOT NULL,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (json_valid(outcome)),
  -- Where it was seen: seat, Engine, images. NULL where nothing was.
  place TEXT CHECK (json_valid(place)),
  -- A code of the catalogue of errors where it could not be graded.
  code TEXT
) STRICT;

CREATE INDEX grading_submission ON grading (submission, seq);

CREATE TRIGGER grading_kept BEFORE UPDATE ON grading
WHEN
  NOT coalesce(
    (
      SELECT min(erasure.person IS NOT NULL)
      FROM submission
      JOIN party_member ON party_member.party = submission.party
      LEFT JOIN erasure ON erasure.person = party_member.person
      WHERE submission.id = OLD.submission
    ),
    0
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.submission <> OLD.submission OR NEW.job IS NOT OLD.job
  OR NEW.fence <> OLD.fence OR NEW.regrade IS NOT OLD.regrade OR NEW.content_hash <> OLD.content_hash
  OR NEW.setup_hash <> OLD.setup_hash OR NEW.at <> OLD.at OR NEW.code IS NOT OLD.code
BEGIN SELECT RAISE(ABORT, 'grading is append-only'); END;
CREATE TRIGGER grading_not_deleted BEFORE DELETE ON grading
BEGIN SELECT RAISE(ABORT, 'grading is append-only'); END;

-- What was seen, in order.
CREATE TABLE grading_look (
  grading TEXT NOT NULL REFERENCES grading (id),
  ord INTEGER NOT NULL,
  observation TEXT NOT NULL REFERENCES observation (hash),
  PRIMARY KEY (grading, ord)
) STRICT;

CREATE TRIGGER grading_look_kept BEFORE UPDATE ON grading_look
BEGIN SELECT RAISE(ABORT, 'grading_look is append-only'); END;
CREATE TRIGGER grading_look_not_deleted BEFORE DELETE ON grading_look
BEGIN SELECT RAISE(ABORT, 'grading_look is append-only'); END;

CREATE INDEX grading_look_observation ON grading_look (observation);

-- What a pair made is of both: it is emptied once the last of them was erased.

DROP TRIGGER attempt_kept;
CREATE TRIGGER attempt_kept BEFORE UPDATE ON attempt
WHEN
  NOT coalesce(
    (
      SELECT min(erasure.person IS NOT NULL)
      FROM run
      JOIN party_member ON party_member.party = run.party
      LEFT JOIN erasure ON erasure.person = party_member.person
      WHERE run.id = OLD.run
    ),
    0
  )
  OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.run <> OLD.run OR NEW.person IS NOT OLD.person OR NEW.at <> OLD.at
  OR NEW.content_hash IS NOT OLD.content_hash OR NEW.drydock_version IS NOT OLD.drydock_version
  OR NEW.observation <> OLD.observation OR NEW.engine_version <> OLD.engine_version
  OR NEW.engine_kernel <> OLD.engine_kernel OR NEW.seat_kind <> OLD.seat_kind OR NEW.seat_class <> OLD.seat_class
  OR NEW.attested_by <> OLD.attested_by
BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END;

DROP TRIGGER observation_kept;
CREATE TRIGGER observation_kept BEFORE UPDATE ON observation
WHEN
  NEW.hash <> OLD.hash OR length(NEW.content) > 0
  OR EXISTS (
    SELECT 1
    FROM (
      SELECT run.party AS party FROM attempt JOIN run ON run.id = attempt.run WHERE attempt.observation = OLD.hash
      UNION ALL
      SELECT run.party FROM event LEFT JOIN run ON run.id = event.run WHERE event.observation = OLD.hash
      UNION ALL
      SELECT submission.party
      FROM grading_look
      JOIN grading ON grading.id = grading_look.grading
      JOIN submission ON submission.id = grading.submission
      WHERE grading_look.observation = OLD.hash
    ) AS seen
    LEFT JOIN party_member ON party_member.party = seen.party
    LEFT JOIN erasure ON erasure.person = party_member.person
    WHERE erasure.person IS NULL
  )
BEGIN SELECT RAISE(ABORT, 'observation is append-only'); END;
