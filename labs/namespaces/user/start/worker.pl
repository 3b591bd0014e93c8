# A server that insists on being root: it names its host, mounts a file system for what it is sent, and gives it back
# turned round. It also hands out whatever file it is asked for.
use strict;
use warnings;
use IO::Socket::INET;

# Names the process, for ps(1) and /proc.
$0 = 'worker';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { die "the client is silent\n" };
$SIG{TERM} = sub { exit 0 };

die "worker: I have to be root\n" unless $> == 0;
run('hostname', $ENV{NAME});
run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt');

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

sub run {
    system(@_) == 0 or die "worker: cannot $_[0]\n";
}

sub answer {
    my ($request) = @_;
    return told($1) if $request =~ m{^GET /file(/\S*)};
    my ($word) = $request =~ m{^GET /(\w+)} or return "uid $>\n";
    open my $file, '+>', "/mnt/$word" or return "/mnt/$word: $!\n";
    print $file $word;
    seek $file, 0, 0;
    my $kept = <$file>;
    unlink "/mnt/$word";
    chomp(my $host = qx(hostname));
    return "$host ${\ scalar reverse $kept}\n";
}

sub told {
    my ($path) = @_;
    open my $file, '<', $path or return "$path: $!\n";
    return join '', <$file>;
}
