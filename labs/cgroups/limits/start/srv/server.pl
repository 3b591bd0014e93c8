# Answers on port 8080: its word, and what stands in the path, backwards. Where KEEP names a folder, by way of a file there.
use strict;
use warnings;
use IO::Socket::INET;

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 64, ReuseAddr => 1) or die "port 8080: $!\n";
while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        my ($path) = (<$client> // '') =~ m{^GET /(\S*)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        my $backwards = kept(scalar reverse $path // '');
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n$ENV{WORD} $backwards\n";
    };
    alarm 0;
    close $client;
}

sub kept {
    my ($text) = @_;
    my $folder = $ENV{KEEP} // return $text;
    my $name = "$folder/request.$$";
    open my $file, '+>', $name or return "nothing: $folder: $!";
    unlink $name;
    print $file $text;
    seek $file, 0, 0 or return "nothing: $folder: $!";
    return <$file> // "nothing: $folder: $!";
}
