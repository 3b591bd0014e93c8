// Package proxy is the one service of the stack that has a way out, and the one that is reached from outside.
package proxy

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Out forwards requests to the hosts that are allowed, each written as host:port, and refuses all others.
func Out(allowed []string) http.Handler {
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.Out.Host = r.In.URL.Host },
		// Not through a proxy of the environment: this is the proxy.
		Transport: &http.Transport{ResponseHeaderTimeout: 10 * time.Second},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Host == "" && r.Method != http.MethodConnect {
			if r.URL.Path == "/healthz" {
				fmt.Fprintln(w, "ok")
				return
			}
			http.Error(w, "this is a proxy: ask for a whole address", http.StatusBadRequest)
			return
		}
		host := withPort(r)
		if !slices.Contains(allowed, host) {
			http.Error(w, host+" is not on the list", http.StatusForbidden)
			return
		}
		if r.Method == http.MethodConnect {
			tunnel(w, host)
			return
		}
		forward.ServeHTTP(w, r)
	})
}

func withPort(r *http.Request) string {
	host := strings.ToLower(r.URL.Host)
	if host == "" {
		host = strings.ToLower(r.Host)
	}
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if r.URL.Scheme == "https" {
		return host + ":443"
	}
	return host + ":80"
}

// tunnel passes bytes both ways until one side ends: what is in them is between the two.
func tunnel(w http.ResponseWriter, host string) {
	there, err := net.DialTimeout("tcp", host, 5*time.Second)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer there.Close()
	w.WriteHeader(http.StatusOK)
	here, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	ended := make(chan struct{}, 2)
	pass := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from)
		ended <- struct{}{}
	}
	go pass(there, buffered)
	go pass(here, there)
	<-ended
}

// In passes every request to the service at host:port, as whoever is outside asked it.
func In(host string) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: host})
			r.Out.Host = r.In.Host
		},
		Transport: &http.Transport{ResponseHeaderTimeout: 10 * time.Second},
	}
}

// Door is a port on which a service inside is reached.
type Door struct{ Listen, Service string }

// Doors reads "8080=bot:8080 5050=admin:5050".
func Doors(text string) ([]Door, error) {
	doors := []Door{}
	for _, each := range strings.Fields(text) {
		port, service, found := strings.Cut(each, "=")
		if !found {
			return nil, fmt.Errorf("%q is not PORT=HOST:PORT", each)
		}
		if _, _, err := net.SplitHostPort(service); err != nil {
			return nil, fmt.Errorf("%q: %w", each, err)
		}
		doors = append(doors, Door{Listen: ":" + port, Service: service})
	}
	return doors, nil
}
