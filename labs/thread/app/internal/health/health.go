// Package health asks a server of this machine how it is: for health checks where there is no curl.
package health

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// Ask returns an error unless the server that listens on the address, as net.Listen takes it, answers /healthz with 200.
func Ask(listen string) error {
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{}}
	answer, err := client.Get("http://127.0.0.1:" + port + "/healthz")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", answer.Status)
	}
	return nil
}
