# A server with a hole. It turns a word round, says who and where it is, and hands out whatever file it is asked for.
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
        my $request = <$client> // '';
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", answer($request);
    };
    warn $@ if $@;
    alarm 0;
    close $client;
}

sub answer {
    my ($request) = @_;
    return "$ENV{NAME} ${\ scalar reverse $1}\n" if $request =~ m{^GET /turn/(\w+)};
    return told($1) if $request =~ m{^GET /file(/\S*)};
    my @processes = grep { m{/\d+$} } glob '/proc/*';
    return "process $$, one of ${\ scalar @processes}, uid $<\n";
}

sub told {
    my ($path) = @_;
    open my $file, '<', $path or return "$path: $!\n";
    return join '', <$file>;
}
