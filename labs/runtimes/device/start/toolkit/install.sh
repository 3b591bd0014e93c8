#!/bin/sh
# io.drydock.dice.v1 of the compose file is a program to containerd: containerd-shim-dice-v1, found in its PATH.
set -eu
install -D -m 755 /toolkit/shim /host/usr/local/bin/containerd-shim-dice-v1
install -D -m 755 /toolkit/runc /host/usr/local/lib/dice/runc
install -D -m 755 /toolkit/dice /host/usr/local/lib/dice/dice
install -D -m 644 /toolkit/dice.json /host/etc/cdi/dice.json
touch /tmp/installed
exec sleep infinity
