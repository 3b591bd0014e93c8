use strict;
use warnings;
use Socket;
use Job;

# An echo request of ICMP: type 8, code 0, checksum, identifier, sequence, and what is to come back, type 0. Two kinds of
# socket can send one, icmp(7).
job(sub {
    my ($text) = @_;
    my $neighbour = inet_aton('web') or die "web: unknown host\n";
    my $kind = $ENV{SOCKET} eq 'raw' ? SOCK_RAW : SOCK_DGRAM;
    socket my $socket, AF_INET, $kind, 1 or die "socket ($ENV{SOCKET}): $!\n";
    my $echo = pack 'nna*', $$ & 0xffff, 0, $text;
    send $socket, pack('CCna*', 8, 0, checksum(pack('nna*', 0x0800, 0, $echo)), $echo), 0, sockaddr_in(0, $neighbour)
        or die "send: $!\n";
    local $SIG{ALRM} = sub { die "no reply from web\n" };
    alarm 3;
    while (1) {
        defined recv $socket, my $reply, 1500, 0 or die "recv: $!\n";
        # A raw socket shows the header of IP too, and whatever else of ICMP comes by.
        substr $reply, 0, 20, '' if $kind == SOCK_RAW;
        my ($type, $sequence, $came) = unpack 'C x5 n a*', $reply;
        last if $type == 0 && $sequence == 0 && $came eq $text;
    }
    alarm 0;
    return 'web answers';
});

# The Internet checksum, RFC 1071.
sub checksum {
    my ($bytes) = @_;
    $bytes .= "\0" if length($bytes) % 2;
    my $sum = unpack '%32n*', $bytes;
    $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
    return ~$sum & 0xffff;
}
