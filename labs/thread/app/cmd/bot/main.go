// Command bot answers people over HTTP.
//
//	bot [--config FILE]           serve until SIGTERM
//	bot [--config FILE] health    ask a running bot how it is; for health checks where there is no curl
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"drydock.example/thread/internal/bot"
	"drydock.example/thread/internal/config"
	"drydock.example/thread/internal/health"
	"drydock.example/thread/internal/messages"
)

func main() {
	log.SetFlags(0)
	path := flag.String("config", "/config.toml", "the configuration file")
	flag.Parse()
	conf, err := config.Load(*path, os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	if flag.Arg(0) == "health" {
		err = health.Ask(conf.Listen)
	} else {
		err = serve(conf, *path)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func serve(conf config.Config, path string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	store, err := open(ctx, conf.Store.URL)
	if err != nil {
		return err
	}
	defer store.Close()
	save := func(changed config.Config) error { return config.Save(path, changed) }
	server := &http.Server{
		Addr:              conf.Listen,
		Handler:           bot.New(conf, store, save).Handler(),
		ReadHeaderTimeout: 5 * time.Second,
	}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	log.Printf("%s listens on %s as uid %d", conf.Name, conf.Listen, os.Getuid())
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func open(ctx context.Context, address string) (messages.Store, error) {
	if address == "" {
		return &messages.Memory{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return messages.Open(ctx, address)
}
