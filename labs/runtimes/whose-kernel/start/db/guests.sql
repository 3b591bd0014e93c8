CREATE TABLE guests (name text PRIMARY KEY, nights int NOT NULL CHECK (nights > 0));
INSERT INTO guests VALUES ('{{guest}}', {{nights}}), ('nobody', 1);
