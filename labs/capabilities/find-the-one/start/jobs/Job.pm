# Does a job once, then tells over HTTP on port 8080 whether it worked.
package Job;
use strict;
use warnings;
use IO::Socket::INET;
use Exporter 'import';
our @EXPORT = qw(job);

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

# `work` returns what was done, or dies with the reason why not.
sub job {
    my ($work) = @_;
    my $done  = eval { $work->() };
    my $line  = defined $done ? '200 OK' : '500 Not done';
    my $words = defined $done ? "$ENV{WORD}: $done" : "$@";
    print STDERR $words =~ s/\n?$/\n/r;

    my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";
    while (1) {
        my $client = $server->accept or next;
        eval {
            alarm 2;
            while (defined(my $got = <$client>)) { last if $got =~ /^\r?\n$/ }
            print $client "HTTP/1.0 $line\r\nContent-Type: text/plain\r\n\r\n$words\n";
        };
        alarm 0;
        close $client;
    }
}

1;
