# Stands for what takes orders from local programs, such as D-Bus or Docker's daemon. It listens on two UNIX sockets:
# /run/agent/socket, which has a path, and @agent, which is abstract. It answers a line with that line turned round.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

$0 = 'agent';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };
umask 0;
mkdir '/run/agent', 0755;
unlink '/run/agent/socket';
my $doors = IO::Select->new(
    map { IO::Socket::UNIX->new(Local => $_, Listen => 16) or die "$!\n" } "\0agent", '/run/agent/socket');
while (1) {
    for my $door ($doors->can_read) {
        my $client = $door->accept or next;
        eval {
            alarm 2;
            chomp(my $word = <$client> // '');
            alarm 0;
            print $client scalar reverse($word), "\n";
        };
        alarm 0;
    }
}
