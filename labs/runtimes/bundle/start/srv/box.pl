# A web server in a container made by hand. It tells what it knows of itself: over HTTP, or to whoever runs it with
# the word "tell".
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
if (@ARGV) { print about(); exit 0 }

$0 = 'box';
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port 8080: $!\n";
print "serving on port 8080\n";

while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", about();
    };
    alarm 0;
    close $client;
}

sub about {
    my %status = map { /^(\w+):\s+(.*\S)/ ? ($1, $2) : () } lines('/proc/self/status');
    my @processes = grep { /^\d+$/ } names('/proc');
    my @links = map { /^\s*(\w+):/ ? $1 : () } lines('/proc/net/dev');
    return join '', map { sprintf "%-12s%s\n", @$_ } (
        ['name', $ENV{NAME} // ''],
        ['host name', join '', lines('/proc/sys/kernel/hostname') =~ /(\S+)/],
        ['user', $>],
        ['bounding', $status{CapBnd} // '?'],
        ['no new', $status{NoNewPrivs} // '?'],
        ['seccomp', $status{Seccomp} // '?'],
        ['processes', scalar @processes],
        ['network', "@links"],
        ['write /', attempt('/proof')],
    );
}

sub lines { my ($path) = @_; open my $file, '<', $path or return; return wantarray ? <$file> : join '', <$file> }
sub names { my ($path) = @_; opendir my $folder, $path or return; return readdir $folder }

# Whether a file can be made: "yes", or the reason why not.
sub attempt {
    my ($path) = @_;
    open my $file, '>', $path or return "$!";
    close $file;
    unlink $path;
    return 'yes';
}
