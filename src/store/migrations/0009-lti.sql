-- Learning platforms that may send people here and get scores (LTI 1.3).

CREATE TABLE lti_platform (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  auth_url TEXT NOT NULL,
  token_url TEXT NOT NULL,
  keys_url TEXT NOT NULL,
  token_audience TEXT,
  -- Origins that may show our pages of a launch in a frame, as JSON.
  frames TEXT NOT NULL CHECK (json_valid(frames)),
  -- `waiting`, `confirmed`.
  state TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (issuer, client_id)
) STRICT;

CREATE TABLE lti_deployment (
  platform TEXT NOT NULL REFERENCES lti_platform (id) ON DELETE CASCADE,
  deployment TEXT NOT NULL,
  -- `waiting`, `confirmed`.
  state TEXT NOT NULL,
  PRIMARY KEY (platform, deployment)
) STRICT;

-- Who a platform's user is here. It is never changed: nobody becomes another person by a launch. A platform that was
-- removed leaves them, and gets them back when it is registered again with the same issuer and client.
CREATE TABLE lti_identity (
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES person (id),
  created_at TEXT NOT NULL,
  PRIMARY KEY (issuer, client_id, subject)
) STRICT;

CREATE INDEX lti_identity_person ON lti_identity (person);

CREATE TRIGGER lti_identity_kept BEFORE UPDATE ON lti_identity
BEGIN SELECT RAISE(ABORT, 'an identity is never moved'); END;

-- The course here that a course of a platform is.
CREATE TABLE lti_course (
  platform TEXT NOT NULL REFERENCES lti_platform (id) ON DELETE CASCADE,
  deployment TEXT NOT NULL,
  context TEXT NOT NULL,
  course TEXT NOT NULL REFERENCES course (id),
  PRIMARY KEY (platform, deployment, context)
) STRICT;

-- A link in a platform's course, and where its scores go.
CREATE TABLE lti_link (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  platform TEXT NOT NULL REFERENCES lti_platform (id) ON DELETE CASCADE,
  deployment TEXT NOT NULL,
  context TEXT NOT NULL,
  resource_link TEXT NOT NULL,
  destination TEXT NOT NULL,
  line_items TEXT,
  -- The one that the platform made for it.
  line_item TEXT,
  -- The one that we found or made where it made none.
  found_line_item TEXT,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  UNIQUE (platform, deployment, resource_link)
) STRICT;

CREATE INDEX lti_link_destination ON lti_link (destination);

-- Who came by it.
CREATE TABLE lti_link_visitor (
  link TEXT NOT NULL REFERENCES lti_link (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  PRIMARY KEY (link, subject)
) STRICT;

-- Scores on their way. Of one link and learner each has a later time than all before it.
CREATE TABLE lti_score (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  link TEXT NOT NULL REFERENCES lti_link (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES person (id),
  given REAL NOT NULL,
  of REAL NOT NULL,
  comment TEXT,
  -- In whole seconds.
  timestamp TEXT NOT NULL,
  -- `waiting`, `sent`, `replaced`, `failed`.
  state TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  not_before TEXT NOT NULL,
  problem TEXT,
  UNIQUE (link, subject, timestamp)
) STRICT;

CREATE INDEX lti_score_due ON lti_score (not_before) WHERE state = 'waiting';
-- One at most is on its way.
CREATE UNIQUE INDEX lti_score_waiting ON lti_score (link, subject) WHERE state = 'waiting';

-- Secrets that are good once, for minutes: steps of a launch, and of a registration.
CREATE TABLE lti_ticket (
  hash TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX lti_ticket_expiry ON lti_ticket (expires_at);
