// Package admin is a page that shows the messages of the database and deletes them.
package admin

import (
	"html/template"
	"net/http"
	"strconv"

	"drydock.example/thread/internal/messages"
)

var page = template.Must(template.New("page").Parse(`<!doctype html>
<title>Messages</title>
<h1>Messages: {{len .}}</h1>
<table>
{{range .}}<tr><td>{{.ID}}<td>{{.At.Format "2006-01-02 15:04"}}<td>{{.Who}}<td>{{.Text}}<td>
<form method="post" action="/delete"><button name="id" value="{{.ID}}">Delete</button></form>
{{end}}</table>
`))

// Handler serves the page. It asks nobody who they are.
func Handler(store messages.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		latest, err := store.Latest(r.Context(), 100)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, latest)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if err := store.Ping(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.HandleFunc("POST /delete", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.FormValue("id"), 10, 64)
		if err != nil {
			http.Error(w, "id is not a number", http.StatusBadRequest)
			return
		}
		if err := store.Delete(r.Context(), id); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return mux
}
