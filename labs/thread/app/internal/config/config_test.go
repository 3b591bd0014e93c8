package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func nothing(string) string { return "" }

func TestEnvironmentWins(t *testing.T) {
	path := write(t, "config.toml", "name = 'file'\ngreeting = 'Hello'\n")
	conf, err := Load(path, func(key string) string { return map[string]string{"BOT_NAME": "env"}[key] })
	if err != nil {
		t.Fatal(err)
	}
	if conf.Name != "env" || conf.Greeting != "Hello" || conf.Listen != ":8080" {
		t.Errorf("got %+v", conf)
	}
}

func TestUnknownKeyIsAnError(t *testing.T) {
	_, err := Load(write(t, "config.toml", "[store]\nulr = 'x'\n"), nothing)
	if err == nil || !strings.Contains(err.Error(), "store.ulr") {
		t.Errorf("got %v, expected the key's name", err)
	}
}

func TestPasswordComesFromAFile(t *testing.T) {
	secret := write(t, "password", "p@ss/word\n")
	got, err := WithPassword("postgres://bot@db/bot", secret)
	if err != nil || got != "postgres://bot:p%40ss%2Fword@db/bot" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, _ := WithPassword("postgres://bot:own@db/bot", secret); got != "postgres://bot:own@db/bot" {
		t.Errorf("a password of its own was replaced: %q", got)
	}
}

func TestSavedConfigurationLoadsAgain(t *testing.T) {
	path := write(t, "config.toml", "greeting = 'Hello'\n")
	conf, err := Load(path, nothing)
	if err != nil {
		t.Fatal(err)
	}
	conf.Greeting = "Good morning"
	if err := Save(path, conf); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path, nothing)
	if err != nil || again != conf {
		t.Errorf("got %+v, %v; wrote %+v", again, err, conf)
	}
}
