#!/bin/sh
# The tests of web, in a container of its own, under profiles/web.json without the calls that are named:
#   sh try.sh
#   sh try.sh brk getrandom
set -u
web=$(docker compose ps -q web | head -n 1)
try=try-$$
profile=$(mktemp)
trap 'docker rm -fv "$try" > /dev/null 2>&1; rm -f "$profile"' EXIT
trap 'exit 2' INT TERM

no() {
  echo "fails: $*"
  exit 1
}
# Asks for a path until somebody answers; prints the status and the answer.
ask() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    at=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$try")
    test -n "$at" || return
    curl -s -m 2 -w ' %{http_code}' "http://$at:8080/$1" && return
    sleep 0.1
  done
}
is() {
  got=$(ask "$1" | tr -d '\n')
  test "$got" = "$2" || no "$3: ${got:-no answer}"
}

jq '.syscalls |= map(.names -= $ARGS.positional)' profiles/web.json --args "$@" > "$profile" || exit 2
set -- --security-opt "seccomp=$profile"
# An option a line: the profile is one of them, whole.
if docker inspect -f '{{range .HostConfig.SecurityOpt}}{{println .}}{{end}}' "$web" |
  grep -Eqx 'no-new-privileges([:=]true)?'; then
  set -- "$@" --security-opt no-new-privileges:true
fi
docker create --name "$try" --user 10001 --read-only --cap-drop ALL -e NAME=try "$@" \
  --network "$(docker inspect -f '{{.HostConfig.NetworkMode}}' "$web")" \
  "$(docker inspect -f '{{.Image}}' "$web")" > /dev/null || exit 2
docker start "$try" > /dev/null 2>&1 || no 'the container does not start'
is word 'try WORD 1 200' 'a word'
is no/word 'no such word 404' 'a path that is no word'
docker stop -t 2 "$try" > /dev/null
status=$(docker inspect -f '{{.State.ExitCode}}' "$try")
test "$status" = 0 || no "stopped: it ends with status $status"
docker start "$try" > /dev/null 2>&1 || no 'it does not start again'
is word 'try WORD 2 200' 'a word, after a new start'
echo passes
