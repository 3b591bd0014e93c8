use strict;
use warnings;
use Socket;
use Job;

# An echo request of ICMP: type 8, code 0, checksum, identifier, sequence. Two kinds of socket can send one, icmp(7).
job(sub {
    my $neighbour = inet_aton('web') or die "web: unknown host\n";
    my $kind = $ENV{SOCKET} eq 'raw' ? SOCK_RAW : SOCK_DGRAM;
    socket my $socket, AF_INET, $kind, 1 or die "socket ($ENV{SOCKET}): $!\n";
    send $socket, pack('CCnnn', 8, 0, 0xffff - 0x0800 - $$, $$, 0), 0, sockaddr_in(0, $neighbour) or die "send: $!\n";
    local $SIG{ALRM} = sub { die "no reply from web\n" };
    alarm 3;
    recv $socket, my $reply, 1500, 0 // die "recv: $!\n";
    alarm 0;
    return 'web answers';
});
