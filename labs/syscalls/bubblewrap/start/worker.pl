# A server that keeps what strangers send. Of a path it takes the word, writes it to a file, closes the file to others,
# and answers with the word turned round and with what became of the mode.
use strict;
use warnings;
use IO::Socket::INET;

# Names the process, for ps(1) and /proc.
$0 = 'worker';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1)
    or die "port 8080: $!\n";
$| = 1;
print "worker: serving on port 8080\n";

while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        my ($word) = (<$client> // '') =~ m{^GET /(\w+)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", keep($word // 'nothing');
    };
    warn $@ if $@;
    alarm 0;
    close $client;
}

sub keep {
    my ($word) = @_;
    my $path = "/kept/$word";
    open my $file, '+>', $path or return "$path: $!\n";
    my $mode = chmod(0600, $file) ? 'changed' : "not changed: $!";
    print $file $word;
    seek $file, 0, 0;
    my $kept = <$file>;
    unlink $path;
    return "$ENV{NAME} ${\ scalar reverse $kept}, mode $mode\n";
}
