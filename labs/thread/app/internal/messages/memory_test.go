package messages

import (
	"context"
	"strconv"
	"testing"
)

func TestLatestIsNewestFirst(t *testing.T) {
	var store Memory
	for _, text := range []string{"one", "two", "three"} {
		if _, err := store.Add(context.Background(), "ada", text); err != nil {
			t.Fatal(err)
		}
	}
	latest, _ := store.Latest(context.Background(), 2)
	if len(latest) != 2 || latest[0].Text != "three" || latest[1].Text != "two" {
		t.Errorf("got %+v", latest)
	}
	if err := store.Delete(context.Background(), latest[0].ID); err != nil {
		t.Fatal(err)
	}
	if latest, _ = store.Latest(context.Background(), 1); latest[0].Text != "two" {
		t.Errorf("after a delete, got %+v", latest)
	}
}

func TestOldestGoFirst(t *testing.T) {
	var store Memory
	for i := range most + 5 {
		_, _ = store.Add(context.Background(), "ada", strconv.Itoa(i))
	}
	all, _ := store.Latest(context.Background(), 2*most)
	if len(all) != most || all[most-1].Text != "5" {
		t.Errorf("kept %d, oldest %q", len(all), all[len(all)-1].Text)
	}
}
