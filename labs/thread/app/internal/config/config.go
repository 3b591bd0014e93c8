// Package config reads what the bot is told: a TOML file, and the environment over it.
package config

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
)

// Config is the whole of the bot's configuration file.
type Config struct {
	// Name is what the bot calls itself. BOT_NAME overrides it.
	Name string `toml:"name"`
	// Listen is the address of its HTTP server, as net.Listen takes it.
	Listen string `toml:"listen"`
	// Greeting begins every answer at /.
	Greeting string   `toml:"greeting"`
	Store    Store    `toml:"store"`
	Upstream Upstream `toml:"upstream"`
}

// Store says where messages are kept.
type Store struct {
	// URL of a PostgreSQL database; empty keeps messages in memory. DATABASE_URL overrides it.
	URL string `toml:"url"`
	// PasswordFile holds the database password where the URL has none.
	PasswordFile string `toml:"password_file"`
}

// Upstream is what !fetch asks, through the proxy of the environment where there is one.
type Upstream struct {
	URL string `toml:"url"`
}

// Load reads the file at path. A key that the bot does not know is an error: a misspelt setting is worse than none.
func Load(path string, env func(string) string) (Config, error) {
	conf := Config{Name: "bot", Listen: ":8080", Greeting: "Ahoy"}
	meta, err := toml.DecodeFile(path, &conf)
	if err != nil {
		return conf, fmt.Errorf("read the configuration: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return conf, fmt.Errorf("%s: unknown key %q", path, unknown[0].String())
	}
	if name := env("BOT_NAME"); name != "" {
		conf.Name = name
	}
	if address := env("DATABASE_URL"); address != "" {
		conf.Store.URL = address
	}
	if conf.Store.URL, err = WithPassword(conf.Store.URL, conf.Store.PasswordFile); err != nil {
		return conf, err
	}
	return conf, nil
}

// Save writes the configuration in force back, as !greet does: with what the environment said, secrets included.
func Save(path string, conf Config) error {
	var text strings.Builder
	if err := toml.NewEncoder(&text).Encode(conf); err != nil {
		return err
	}
	// Not by rename: a single file that is mounted into a container cannot be replaced, only written.
	return os.WriteFile(path, []byte(text.String()), 0o644)
}

// WithPassword puts the password of a file into a database URL that has none.
func WithPassword(address, file string) (string, error) {
	if address == "" || file == "" {
		return address, nil
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the database URL: %w", err)
	}
	if _, set := parsed.User.Password(); set {
		return address, nil
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the database password: %w", err)
	}
	parsed.User = url.UserPassword(parsed.User.Username(), strings.TrimRight(string(secret), "\r\n"))
	return parsed.String(), nil
}
