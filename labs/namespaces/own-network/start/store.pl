# Answers GET /WORD on port 8000 with the word in capitals.
use strict;
use warnings;
use IO::Socket::INET;

$0 = 'store';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };
my $door = IO::Socket::INET->new(LocalPort => 8000, Listen => 16, ReuseAddr => 1) or die "port 8000: $!\n";
while (1) {
    my $client = $door->accept or next;
    eval {
        alarm 2;
        my ($word) = (<$client> // '') =~ m{^GET /(\w*)};
        alarm 0;
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", uc $word // '', "\n";
    };
    alarm 0;
}
