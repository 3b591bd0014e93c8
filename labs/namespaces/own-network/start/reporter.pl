# Answers GET /WORD on port 8080 with its name and the word turned round, and GET /store/WORD with what the store says to
# the word. It knows the store by its name alone: store.example.
use strict;
use warnings;
use IO::Socket::INET;
use Socket qw(inet_aton);

$0 = 'reporter';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

sub ask_store {
    my ($word) = @_;
    my $address = inet_aton('store.example') or die "the name store.example is not known\n";
    my $store = IO::Socket::INET->new(PeerAddr => join('.', unpack 'C4', $address), PeerPort => 8000, Timeout => 2)
        or die "the store: $@\n";
    print $store "GET /$word HTTP/1.0\r\n\r\n";
    my @lines = <$store>;
    return $lines[-1] // die "the store said nothing\n";
}

my $door = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";
while (1) {
    my $client = $door->accept or next;
    eval {
        alarm 5;
        my ($store, $word) = (<$client> // '') =~ m{^GET /(store/)?(\w*)};
        my $said = eval { $store ? ask_store($word) : "$ENV{NAME} " . reverse($word // '') . "\n" };
        alarm 0;
        print $client 'HTTP/1.0 ', defined $said ? '200 OK' : '502 Bad Gateway',
            "\r\nContent-Type: text/plain\r\n\r\n", $said // "reporter: $@";
    };
    alarm 0;
}
