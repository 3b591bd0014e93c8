#!/bin/sh
# Makes what network.sh finds: an agent in the network of box, and a network namespace `street` with a server.
set -eu
trap 'exit 0' TERM

perl /srv/agent.pl &
until [ -S /run/agent/socket ]; do sleep 0.05; done

ip netns delete street 2> /dev/null || true
ip netns add street
ip link add inside type veth peer name outside netns street
ip -n street link set lo up
ip -n street address add 10.77.0.1/24 dev outside
ip -n street link set outside up
ip netns exec street dnsmasq --keep-in-foreground --user=nobody --log-facility=- --no-hosts --no-resolv \
  --interface=outside --bind-interfaces --dhcp-range=10.77.0.50,10.77.0.199,1h --dhcp-authoritative --no-ping \
  --dhcp-leasefile=/run/leases --address=/store.example/10.77.0.1 &
ip netns exec street perl /srv/store.pl &

sh /srv/network.sh &
program=$!
wait $program || echo "network.sh ended with status $?" >&2
wait
