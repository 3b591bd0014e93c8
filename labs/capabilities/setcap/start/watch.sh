#!/bin/sh
# Says who listens, then listens. As root, tcpdump would become a user of its own: -Z root keeps it from that.
echo "user $(id -u) listens"
exec tcpdump -Z root -i eth0 -n -l
