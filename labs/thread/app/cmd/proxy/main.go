// Command proxy passes requests out to the hosts of PROXY_ALLOW, and in through the doors of PROXY_DOORS.
//
//	proxy           serve until SIGTERM
//	proxy health    ask a running proxy how it is
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"drydock.example/thread/internal/health"
	"drydock.example/thread/internal/proxy"
)

const listen = ":3128"

func main() {
	log.SetFlags(0)
	var err error
	if len(os.Args) > 1 && os.Args[1] == "health" {
		err = health.Ask(listen)
	} else {
		err = serve()
	}
	if err != nil {
		log.Fatal(err)
	}
}

func serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	doors, err := proxy.Doors(os.Getenv("PROXY_DOORS"))
	if err != nil {
		return err
	}
	handlers := map[string]http.Handler{listen: proxy.Out(strings.Fields(os.Getenv("PROXY_ALLOW")))}
	for _, door := range doors {
		handlers[door.Listen] = proxy.In(door.Service)
	}
	ended := make(chan error, len(handlers))
	for address, handler := range handlers {
		server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
		context.AfterFunc(ctx, func() { _ = server.Close() })
		go func() { ended <- server.ListenAndServe() }()
	}
	log.Printf("the proxy listens on %s as uid %d", listen, os.Getuid())
	if err := <-ended; err != http.ErrServerClosed {
		return err
	}
	return nil
}
