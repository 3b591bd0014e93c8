package bot

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"drydock.example/thread/internal/config"
	"drydock.example/thread/internal/messages"
)

func ask(t *testing.T, bot *Bot, method, path, body string) (int, string) {
	t.Helper()
	answer := httptest.NewRecorder()
	bot.Handler().ServeHTTP(answer, httptest.NewRequest(method, path, strings.NewReader(body)))
	return answer.Code, answer.Body.String()
}

func TestKeepsWhatIsSaid(t *testing.T) {
	bot := New(config.Config{Name: "bot", Greeting: "Ahoy"}, &messages.Memory{}, nil)
	if _, got := ask(t, bot, "GET", "/", ""); got != "Ahoy! I am bot.\n" {
		t.Errorf("greeted with %q", got)
	}
	if _, got := ask(t, bot, "GET", "/?who=ada", ""); got != "Ahoy, ADA! I am bot.\n" {
		t.Errorf("greeted ada with %q", got)
	}
	if _, got := ask(t, bot, "POST", "/say?who=ada", "hello\n"); got != "Noted, ada. That was message 1.\n" {
		t.Errorf("answered %q", got)
	}
	if code, got := ask(t, bot, "GET", "/messages", ""); code != 200 || !strings.Contains(got, `"text":"hello"`) {
		t.Errorf("got %d, %s", code, got)
	}
}

func TestRefusesALongMessage(t *testing.T) {
	bot := New(config.Config{}, &messages.Memory{}, nil)
	if code, _ := ask(t, bot, "POST", "/say", strings.Repeat("x", maxText+1)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", code)
	}
}

func TestGreetingOutlivesARestartOnlyIfItCanBeSaved(t *testing.T) {
	var saved config.Config
	bot := New(config.Config{Name: "bot"}, &messages.Memory{}, func(conf config.Config) error {
		saved = conf
		return nil
	})
	ask(t, bot, "POST", "/say", "!greet Good morning")
	if _, got := ask(t, bot, "GET", "/", ""); got != "Good morning! I am bot.\n" || saved.Greeting != "Good morning" {
		t.Errorf("greeted with %q, saved %+v", got, saved)
	}
	sealed := New(config.Config{}, &messages.Memory{}, func(config.Config) error { return errors.New("read-only file system") })
	if _, got := ask(t, sealed, "POST", "/say", "!greet Hi"); !strings.Contains(got, "read-only file system") {
		t.Errorf("answered %q", got)
	}
}

func TestFetchesItsUpstream(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("fair wind\nand more"))
	}))
	defer upstream.Close()
	bot := New(config.Config{Upstream: config.Upstream{URL: upstream.URL}}, &messages.Memory{}, nil)
	if _, got := ask(t, bot, "POST", "/say", "!fetch"); got != "200 OK: fair wind\n" {
		t.Errorf("answered %q", got)
	}
}
