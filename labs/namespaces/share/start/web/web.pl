# Answers GET /WORD on port 8080 with its greeting, the word turned round, and a seal: a hash of its token and the word.
# On port 9090, which listens on loopback alone, it tells its state. The greeting is read at the start, and again on
# SIGHUP or when GET /reload is asked on port 9090.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

# By assigning to $0 perl would write over the environment that the kernel shows.
open my $name, '>', '/proc/self/comm' or die "/proc/self/comm: $!\n";
print $name 'web';
close $name;

my ($served, $reads, $greeting) = (0, 0, '');
my $token = defined $ENV{TOKEN_FILE} ? first_line($ENV{TOKEN_FILE}) : $ENV{TOKEN} // die "no token\n";

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{HUP} = \&read_settings;
$SIG{ALRM} = sub { die "the client is silent\n" };

sub first_line {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    return (<$file> // '') =~ s/\s+\z//r;
}

sub read_settings {
    $greeting = first_line('/settings/greeting');
    $reads++;
}

sub answer {
    my ($word) = @_;
    my ($seal) = crypt("$token $word", '$5$rounds=1000$seal') =~ /([^\$]+)\z/;
    $served++;
    return sprintf '%s %s, sealed %s', $greeting, scalar reverse($word), $seal;
}

sub tell_state {
    my ($word) = @_;
    read_settings() if $word eq 'reload';
    return sprintf "%s: served %d, settings read %d", uc $word, $served, $reads;
}

read_settings();
my %work;
my $doors = IO::Select->new;
for (['0.0.0.0', 8080, \&answer], ['127.0.0.1', 9090, \&tell_state]) {
    my ($address, $port, $work) = @$_;
    my $door = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 16, ReuseAddr => 1)
        or die "port $port: $!\n";
    $work{$door} = $work;
    $doors->add($door);
}
while (1) {
    for my $door ($doors->can_read) {
        my $client = $door->accept or next;
        eval {
            alarm 2;
            my ($word) = (<$client> // '') =~ m{^GET /(\w*)};
            while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
            alarm 0;
            print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", $work{$door}->($word // ''), "\n";
        };
        alarm 0;
        close $client;
    }
}
