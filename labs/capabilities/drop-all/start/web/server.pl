# A web server on port 80 that greets whom the path names, and shows its own capabilities.
use strict;
use warnings;
use IO::Socket::INET;

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1)
    or die "port 80: $!\n";

while (1) {
    my $client = $server->accept or next;
    eval {
        alarm 2;
        my ($name) = (<$client> // '') =~ m{^GET /(\w+)};
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", greet($name), about();
    };
    alarm 0;
    close $client;
}

# In capitals: it is glad to see you.
sub greet {
    my ($name) = @_;
    return defined $name ? "$ENV{GREETING}, \U$name\E!\n" : "$ENV{GREETING}\n";
}

# The lines of proc_pid_status(5) about ids and capabilities.
sub about {
    open my $status, '<', '/proc/self/status' or die;
    return grep { /^(Uid|Cap)/ } <$status>;
}
