# Tells over HTTP on port 8080 how many processes named sleep it sees, and turns round what stands in the path.
use strict;
use warnings;
use IO::Socket::INET;

# Ended by this signal also where it is the first process of its pid namespace.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";

while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        my @sent = (<$client> // '') =~ m{^GET /(\w+)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        my $seen = grep { name($_) eq "sleep\n" } glob '/proc/[0-9]*/comm';
        my $line = $seen < 3 ? '500 Too few' : '200 OK';
        my $told = join(' ', $ENV{WORD}, map { scalar reverse } @sent) . ": $seen at work";
        print $client "HTTP/1.0 $line\r\nContent-Type: text/plain\r\n\r\n$told\n";
    };
    alarm 0;
    close $client;
}

sub name {
    open my $comm, '<', shift or return '';
    return scalar <$comm>;
}
