# Does a job at the start, and again for each request on port 8080, and tells whether it worked. What stands in the path
# is given to the job, and comes back turned round.
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
    print STDERR ((done($work, ''))[1] =~ s/\n?$/\n/r);

    my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";
    while (1) {
        my $client = $server->accept or next;
        eval {
            alarm 2;
            my ($text) = (<$client> // '') =~ m{^GET /(\w*)};
            while (defined(my $got = <$client>)) { last if $got =~ /^\r?\n$/ }
            alarm 0;
            my ($line, $words) = done($work, $text // '');
            print $client "HTTP/1.0 $line\r\nContent-Type: text/plain\r\n\r\n$words\n";
        };
        alarm 0;
        close $client;
    }
}

# The line of HTTP that says whether it worked, and the words.
sub done {
    my ($work, $text) = @_;
    my $done = eval { $work->($text) };
    return ('500 Not done', "$@") if !defined $done;
    return ('200 OK', join ' ', "$ENV{WORD}: $done", length $text ? scalar reverse $text : ());
}

1;
