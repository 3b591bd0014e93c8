package bot

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// obey does what a message that began with ! asks for, and returns the answer.
func (b *Bot) obey(ctx context.Context, command string) string {
	word, rest, _ := strings.Cut(command, " ")
	switch word {
	case "help":
		return "!help, !uptime, !whoami, !fetch, !greet TEXT"
	case "uptime":
		return "Up for " + time.Since(b.started).Round(time.Second).String() + "."
	case "whoami":
		return whoami()
	case "fetch":
		return b.fetch(ctx)
	case "greet":
		return b.setGreeting(strings.TrimSpace(rest))
	}
	return fmt.Sprintf("I do not know !%s. Try !help.", word)
}

// whoami tells what the process knows of itself.
func whoami() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("uid %d, gid %d, pid %d, host %s.", os.Getuid(), os.Getgid(), os.Getpid(), host)
}

// fetch shows the first line of what the upstream says.
func (b *Bot) fetch(ctx context.Context) string {
	upstream := b.current().Upstream.URL
	if upstream == "" {
		return "I have no upstream."
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, upstream, nil)
	if err != nil {
		return "My upstream is no URL: " + err.Error()
	}
	response, err := b.client.Do(request)
	if err != nil {
		return "My upstream does not answer: " + err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxText))
	if err != nil {
		return "My upstream broke off: " + err.Error()
	}
	line, _, _ := strings.Cut(string(body), "\n")
	return fmt.Sprintf("%s: %s", response.Status, line)
}

// setGreeting changes the greeting now and, where the configuration can be written, for good.
func (b *Bot) setGreeting(greeting string) string {
	if greeting == "" {
		return "Greet with what?"
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conf.Greeting = greeting
	if err := b.save(b.conf); err != nil {
		return "I will say so until I restart: " + err.Error()
	}
	return "I will say so from now on."
}
