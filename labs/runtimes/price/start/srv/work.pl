# A web server that does one kind of work for each request, turns round what stands in the path, and says what it did.
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my %work = (
    compute => sub { my $x = 1; $x = ($x * 1103515245 + 12345) % 2147483648 for 1 .. 100_000; 'counted to 100000' },
    syscall => sub { my $parent; $parent = getppid for 1 .. 10_000; 'asked the kernel 10000 times' },
    process => sub {
        for (1 .. 5) { my $child = fork // die "no process: $!\n"; POSIX::_exit(0) if $child == 0; waitpid $child, 0 }
        'started 5 processes';
    },
);
my $kind = $ENV{WORK} // '';
my $work = $work{$kind} or die "WORK is “$kind”; it can be compute, syscall or process\n";

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";
while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        my @sent = (<$client> // '') =~ m{^GET /(\w+)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        alarm 0;
        my $did = join ' ', $ENV{SHOP} // '', (map { scalar reverse } @sent), $work->();
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n$did\n";
    };
    alarm 0;
    close $client;
}
