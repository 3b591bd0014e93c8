// Package messages keeps what people said, in memory or in PostgreSQL.
package messages

import (
	"context"
	"time"
)

// Message is one thing that was said.
type Message struct {
	ID   int64     `json:"id"`
	Who  string    `json:"who"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Store keeps messages. Its methods may be called from several goroutines.
type Store interface {
	// Add keeps a message and returns it with its id and time.
	Add(ctx context.Context, who, text string) (Message, error)
	// Latest returns at most limit messages, newest first.
	Latest(ctx context.Context, limit int) ([]Message, error)
	// Delete takes a message away; it is no error if there is none.
	Delete(ctx context.Context, id int64) error
	// Ping says whether the store can be reached.
	Ping(ctx context.Context) error
	Close() error
}
