package admin

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"drydock.example/thread/internal/messages"
)

func TestShowsAndDeletes(t *testing.T) {
	var store messages.Memory
	_, _ = store.Add(context.Background(), "ada", "<b>hello</b>")
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, path, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		Handler(&store).ServeHTTP(answer, request)
		return answer
	}
	if got := ask("GET", "/", "").Body.String(); !strings.Contains(got, "&lt;b&gt;hello&lt;/b&gt;") {
		t.Errorf("the page does not show the message, escaped: %s", got)
	}
	if code := ask("POST", "/delete", "id=1").Code; code != http.StatusSeeOther {
		t.Errorf("deleting answered %d", code)
	}
	if got := ask("GET", "/", "").Body.String(); !strings.Contains(got, "Messages: 0") {
		t.Errorf("still there: %s", got)
	}
}
