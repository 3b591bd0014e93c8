package messages

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "github.com/lib/pq" // registers the driver "postgres"
)

// The bot and the admin page start at the same time; the lock lets one of them make the table.
const schema = `SELECT pg_advisory_xact_lock(8080);
CREATE TABLE IF NOT EXISTS messages (
	id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	who  text NOT NULL,
	text text NOT NULL,
	at   timestamptz NOT NULL DEFAULT now()
)`

// Postgres is a Store in a PostgreSQL database.
type Postgres struct{ db *sql.DB }

// Open connects, waiting for the database until ctx ends, and makes the table where there is none.
func Open(ctx context.Context, address string) (*Postgres, error) {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return nil, fmt.Errorf("the database URL: %w", err)
	}
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for {
		if _, err = db.ExecContext(ctx, schema); err == nil {
			return &Postgres{db}, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("reach the database: %w", err), db.Close())
		case <-again.C:
		}
	}
}

// Add implements Store.
func (p *Postgres) Add(ctx context.Context, who, text string) (Message, error) {
	message := Message{Who: who, Text: text}
	err := p.db.QueryRowContext(ctx, `INSERT INTO messages (who, text) VALUES ($1, $2) RETURNING id, at`, who, text).
		Scan(&message.ID, &message.At)
	return message, err
}

// Latest implements Store.
func (p *Postgres) Latest(ctx context.Context, limit int) ([]Message, error) {
	rows, err := p.db.QueryContext(ctx, `SELECT id, who, text, at FROM messages ORDER BY id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	latest := []Message{}
	for rows.Next() {
		var each Message
		if err := rows.Scan(&each.ID, &each.Who, &each.Text, &each.At); err != nil {
			return nil, err
		}
		latest = append(latest, each)
	}
	return latest, rows.Err()
}

// Delete implements Store.
func (p *Postgres) Delete(ctx context.Context, id int64) error {
	_, err := p.db.ExecContext(ctx, `DELETE FROM messages WHERE id = $1`, id)
	return err
}

// Ping implements Store.
func (p *Postgres) Ping(ctx context.Context) error { return p.db.PingContext(ctx) }

// Close implements Store.
func (p *Postgres) Close() error { return p.db.Close() }
