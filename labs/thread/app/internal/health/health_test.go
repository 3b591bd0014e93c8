package health

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAsksTheServerItself(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	listen := strings.TrimPrefix(server.URL, "http://")
	if err := Ask(listen); err != nil {
		t.Error(err)
	}
	status = http.StatusServiceUnavailable
	if err := Ask(listen); err == nil {
		t.Error("503 counts as well")
	}
	server.Close()
	if err := Ask(listen); err == nil {
		t.Error("nobody counts as well")
	}
}
