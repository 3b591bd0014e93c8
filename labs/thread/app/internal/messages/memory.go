package messages

import (
	"context"
	"slices"
	"sync"
	"time"
)

// most is how many messages are kept in memory; the oldest go first.
const most = 1000

// Memory is a Store that forgets when the process ends.
type Memory struct {
	mu   sync.Mutex
	last int64
	kept []Message
}

// Add implements Store.
func (m *Memory) Add(_ context.Context, who, text string) (Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	message := Message{ID: m.last, Who: who, Text: text, At: time.Now().UTC()}
	m.kept = append(m.kept, message)
	if len(m.kept) > most {
		m.kept = slices.Delete(m.kept, 0, len(m.kept)-most)
	}
	return message, nil
}

// Latest implements Store.
func (m *Memory) Latest(_ context.Context, limit int) ([]Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	latest := slices.Clone(m.kept[max(0, len(m.kept)-limit):])
	slices.Reverse(latest)
	return latest, nil
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = slices.DeleteFunc(m.kept, func(each Message) bool { return each.ID == id })
	return nil
}

// Ping implements Store.
func (*Memory) Ping(context.Context) error { return nil }

// Close implements Store.
func (*Memory) Close() error { return nil }
