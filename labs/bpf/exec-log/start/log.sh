#!/bin/sh
# Prints the watcher's log of this project's containers, with the names of services in place of ids.
names=$(docker compose ps --no-trunc --format '{{.ID}} {{.Service}}' | sed 's/\(.*\) \(.*\)/s=[^ ]*\1[^ ]*=\2=p/')
docker compose exec -T watcher bpf-show programs < /dev/null | tr -s ' ' | sed 's/^ //' | sed -n "1p; $names"
