use strict;
use warnings;
use Socket;
use Job;

# SIOCGIFMTU and SIOCSIFMTU of netdevice(7), on a struct ifreq.
job(sub {
    my $mtu = $ENV{MTU};
    socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
    my $request = pack 'a16 i x20', 'eth0', 0;
    ioctl $socket, 0x8921, $request or die "reading the MTU of eth0: $!\n";
    if ((unpack 'a16 i', $request)[1] != $mtu) {
        ioctl $socket, 0x8922, pack('a16 i x20', 'eth0', $mtu) or die "setting the MTU of eth0: $!\n";
    }
    return "eth0 takes packets of $mtu bytes";
});
