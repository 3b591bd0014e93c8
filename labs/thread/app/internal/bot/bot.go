// Package bot answers people over HTTP: it keeps what they say and obeys a few commands.
package bot

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"drydock.example/thread/internal/config"
	"drydock.example/thread/internal/messages"
)

// maxText is how many bytes of a message are read.
const maxText = 4096

// Bot is the whole of it. Make one with New.
type Bot struct {
	store   messages.Store
	started time.Time
	client  *http.Client
	// save keeps a changed configuration for the next start.
	save func(config.Config) error

	mu   sync.Mutex
	conf config.Config
}

// New makes a bot that keeps messages in store.
func New(conf config.Config, store messages.Store, save func(config.Config) error) *Bot {
	// The default transport takes its proxy from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
	client := &http.Client{Timeout: 5 * time.Second}
	return &Bot{store: store, started: time.Now(), client: client, save: save, conf: conf}
}

// Handler serves the bot's pages.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", b.greet)
	mux.HandleFunc("GET /healthz", b.health)
	mux.HandleFunc("POST /say", b.say)
	mux.HandleFunc("GET /messages", b.list)
	return mux
}

func (b *Bot) current() config.Config {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.conf
}

// greet calls a guest who says a name by it, in capitals: …/?who=ada
func (b *Bot) greet(w http.ResponseWriter, r *http.Request) {
	conf := b.current()
	greeting := conf.Greeting
	if who := r.URL.Query().Get("who"); who != "" {
		greeting += ", " + strings.ToUpper(who)
	}
	fmt.Fprintf(w, "%s! I am %s.\n", greeting, conf.Name)
}

func (b *Bot) health(w http.ResponseWriter, r *http.Request) {
	if err := b.store.Ping(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// say takes the body as it is: curl -d 'hello' …/say?who=ada
func (b *Bot) say(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxText))
	if err != nil {
		http.Error(w, "a message has at most 4096 bytes", http.StatusRequestEntityTooLarge)
		return
	}
	text, who := strings.TrimSpace(string(body)), r.URL.Query().Get("who")
	if who == "" {
		who = "somebody"
	}
	if command, found := strings.CutPrefix(text, "!"); found {
		fmt.Fprintln(w, b.obey(r.Context(), command))
		return
	}
	message, err := b.store.Add(r.Context(), who, text)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "Noted, %s. That was message %d.\n", who, message.ID)
}

func (b *Bot) list(w http.ResponseWriter, r *http.Request) {
	latest, err := b.store.Latest(r.Context(), 50)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(latest)
}
