# Works beside web. GET /WORD on port 9000 is answered with what web says of its state, and GET /reload tells web to
# read its settings again. That happens by itself when the settings change, too. TELL says how web is told: `signal`
# sends SIGHUP to the process named web, `request` asks for /reload on port 9090.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $settings = '/settings/greeting';

$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

# What web says of its state, on loopback. Dies with the reason.
sub ask {
    my ($word) = @_;
    my $web = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 9090, Timeout => 2)
        or die 'port 9090 of loopback: ' . ($! || $@) . "\n";
    print $web "GET /$word HTTP/1.0\r\n\r\n";
    my @lines = <$web>;
    return $lines[-1] // die "web said nothing\n";
}

sub name_of {
    my ($pid) = @_;
    open my $file, '<', "/proc/$pid/comm" or return '';
    return (<$file> // '') =~ s/\n//r;
}

sub notify {
    if ($ENV{TELL} eq 'request') { ask('reload'); return 'web was asked' }
    my ($pid) = grep { name_of($_) eq 'web' } map { m{(\d+)\z} } glob '/proc/[0-9]*';
    defined $pid or die "no process named web is to be seen\n";
    kill 'HUP', $pid or die "SIGHUP to process $pid: $!\n";
    return "web was sent SIGHUP";
}

sub stamp { my @stat = stat $settings; "@stat[1, 7, 9]" }

my $known = stamp();
my $door = IO::Socket::INET->new(LocalPort => 9000, Listen => 16, ReuseAddr => 1) or die "port 9000: $!\n";
my $waiting = IO::Select->new($door);
while (1) {
    my ($ready) = $waiting->can_read(0.5);
    if (stamp() ne $known) {
        $known = stamp();
        print STDERR eval { notify() . "\n" } // $@;
    }
    my $client = $ready && $door->accept or next;
    eval {
        alarm 4;
        my ($word) = (<$client> // '') =~ m{^GET /(\w*)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        my $said = eval { $word eq 'reload' ? notify() . "\n" : ask($word) };
        print $client 'HTTP/1.0 ', defined $said ? '200 OK' : '502 Bad Gateway',
            "\r\nContent-Type: text/plain\r\n\r\n", $said // "side: $@";
    };
    alarm 0;
    close $client;
}
