# What five things cost here, in nanoseconds apiece. Prints lines of `name nanoseconds`.
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();

# clock_gettime(2), CLOCK_MONOTONIC, by its number: Debian's smallest Perl has no Time::HiRes.
my $clock = (POSIX::uname())[4] eq 'x86_64' ? 228 : 113;
sub now {
    my $time = "\0" x 16;
    syscall($clock, 1, $time) == 0 or die "no clock: $!\n";
    my ($seconds, $nanoseconds) = unpack 'qq', $time;
    return $seconds * 1e9 + $nanoseconds;
}

# Nanoseconds for one turn: as many turns as fill a fiftieth of a second, the best of eight such rounds.
# Whatever else the machine does can only add to the time.
sub cost {
    my ($work) = @_;
    my $best;
    my $turns = 1;
    for (my $rounds = 0; $rounds < 8;) {
        my $from = now();
        $work->($turns);
        my $took = now() - $from;
        if ($took < 20e6) { $turns *= 2; next }
        $best = $took / $turns if !defined $best || $took / $turns < $best;
        $rounds++;
    }
    return $best;
}

my $file = '/tmp/price';
open my $made, '>', $file or die "$file: $!\n";
print $made 'x' x 4096;
close $made;

# Somebody to talk to, over the loopback device: sends every byte back.
my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die "no socket: $!\n";
my $echo = fork // die "no process: $!\n";
if ($echo == 0) {
    my $peer = $server->accept;
    while (sysread $peer, my $byte, 1) { syswrite $peer, $byte }
    POSIX::_exit(0);
}
my $line = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->sockport) or die "no line: $!\n";

my %work = (
    # No system call at all.
    compute => sub { my $x = 1; $x = ($x * 1103515245 + 12345) % 2147483648 for 1 .. $_[0] * 100 },
    # getppid(2): the kernel looks up one number.
    syscall => sub { my $parent; $parent = getppid for 1 .. $_[0] },
    # open, read a page, close.
    file => sub {
        for (1 .. $_[0]) { open my $in, '<', $file or die "$!\n"; sysread $in, my $page, 4096; close $in }
    },
    # A byte there and back.
    network => sub { for (1 .. $_[0]) { syswrite $line, 'x'; sysread $line, my $byte, 1 } },
    # fork, exit, wait.
    process => sub {
        for (1 .. $_[0]) { my $child = fork // die "$!\n"; POSIX::_exit(0) if $child == 0; waitpid $child, 0 }
    },
);
printf "%s %.0f\n", $_, cost($work{$_}) for qw(compute syscall file network process);
close $line;
waitpid $echo, 0;
