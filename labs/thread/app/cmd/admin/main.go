// Command admin serves a page that shows and deletes the messages of the database at DATABASE_URL.
//
//	admin           serve until SIGTERM
//	admin health    ask a running admin page how it is
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"drydock.example/thread/internal/admin"
	"drydock.example/thread/internal/config"
	"drydock.example/thread/internal/health"
	"drydock.example/thread/internal/messages"
)

func main() {
	log.SetFlags(0)
	listen := os.Getenv("ADMIN_LISTEN")
	if listen == "" {
		listen = ":5050"
	}
	run := serve
	if len(os.Args) > 1 && os.Args[1] == "health" {
		run = health.Ask
	}
	if err := run(listen); err != nil {
		log.Fatal(err)
	}
}

func serve(listen string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	address, err := config.WithPassword(os.Getenv("DATABASE_URL"), os.Getenv("DATABASE_PASSWORD_FILE"))
	if err != nil {
		return err
	}
	opening, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	store, err := messages.Open(opening, address)
	if err != nil {
		return err
	}
	defer store.Close()
	server := &http.Server{Addr: listen, Handler: admin.Handler(store), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	log.Printf("the admin page listens on %s as uid %d", listen, os.Getuid())
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}
