#!/bin/sh
# Runs as root when box starts, in the network of box. The device `inside` is the end of a veth pair; at the other end
# there are a DHCP server and a name server. The last line starts the one program that box is for.
set -eu

exec perl /srv/reporter.pl
