package proxy

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func get(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

func TestPassesOutWhatIsOnTheListAlone(t *testing.T) {
	sea := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("fair wind for " + r.Host))
	}))
	defer sea.Close()
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	allowed := strings.TrimPrefix(sea.URL, "http://")
	proxy := httptest.NewServer(Out([]string{allowed}))
	defer proxy.Close()
	through, _ := url.Parse(proxy.URL)
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(through)}}
	if code, said := get(t, client, sea.URL+"/report"); code != 200 || said != "fair wind for "+allowed {
		t.Errorf("got %d, %q", code, said)
	}
	if code, said := get(t, client, other.URL); code != http.StatusForbidden {
		t.Errorf("got %d, %q", code, said)
	}
	if code, _ := get(t, http.DefaultClient, proxy.URL+"/"); code != http.StatusBadRequest {
		t.Errorf("got %d of no whole address", code)
	}
}

func TestTunnelsToWhatIsOnTheListAlone(t *testing.T) {
	sea := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("fair wind"))
	}))
	defer sea.Close()
	for _, each := range []struct {
		allowed string
		passes  bool
	}{{strings.TrimPrefix(sea.URL, "https://"), true}, {"elsewhere:443", false}} {
		proxy := httptest.NewServer(Out([]string{each.allowed}))
		through, _ := url.Parse(proxy.URL)
		client := sea.Client()
		client.Transport.(*http.Transport).Proxy = http.ProxyURL(through)
		client.CloseIdleConnections()
		answer, err := client.Get(sea.URL)
		if (err == nil) != each.passes {
			t.Errorf("allowed %s: %v", each.allowed, err)
		}
		if err == nil {
			answer.Body.Close()
		}
		client.CloseIdleConnections()
		proxy.Close()
	}
}

func TestPassesIn(t *testing.T) {
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.Method + " " + r.URL.RequestURI()))
	}))
	defer bot.Close()
	door := httptest.NewServer(In(strings.TrimPrefix(bot.URL, "http://")))
	defer door.Close()
	if code, said := get(t, http.DefaultClient, door.URL+"/?who=ada"); code != 200 || said != "GET /?who=ada" {
		t.Errorf("got %d, %q", code, said)
	}
}

func TestReadsDoors(t *testing.T) {
	doors, err := Doors(" 8080=bot:8080\n5050=admin:5050")
	if err != nil || len(doors) != 2 || doors[1] != (Door{":5050", "admin:5050"}) {
		t.Errorf("got %v, %v", doors, err)
	}
	for _, wrong := range []string{"8080", "8080=bot"} {
		if _, err := Doors(wrong); err == nil {
			t.Errorf("%q is taken for a door", wrong)
		}
	}
}
