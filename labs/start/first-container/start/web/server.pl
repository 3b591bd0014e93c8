# A web server that greets whom the path names, and tells what it knows of itself. Perl, because every Debian image has it.
use strict;
use warnings;
use IO::Socket::INET;

# The first process of a container is ended only by signals that it handles.
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1)
    or die "port 8080: $!\n";
$| = 1;
print "serving on port 8080 as uid $>\n";

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

sub about {
    open my $status, '<', '/proc/self/status' or die;
    my ($effective) = map { /^CapEff:\s+(\w+)/ ? $1 : () } <$status>;
    return <<"END";
pid        $$
uid        $>
effective  $effective
write /    ${\ attempt('/proof')}
write /srv ${\ attempt('/srv/proof')}
END
}

# Whether a file can be made: "yes", or the reason why not.
sub attempt {
    my ($path) = @_;
    open my $file, '>', $path or return "$!";
    close $file;
    unlink $path;
    return 'yes';
}
