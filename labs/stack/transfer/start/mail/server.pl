# The mail: GET /send/WORD sends a receipt for whoever knows the token; /outbox lists the last hundred.
use strict;
use warnings;
use IO::Socket::INET;

my $token = do {
  my $file = $ENV{TOKEN_FILE} // '';
  local (@ARGV, $/) = $file;
  ($file ne '' ? <> : $ENV{TOKEN} // '') =~ s/\s+\z//r;
};
die "there is no token\n" if $token eq '';
my @outbox;

$SIG{TERM} = sub { exit };
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 8025, Listen => 32, ReuseAddr => 1) or die "listen: $!\n";
print "mail is sent, as uid $>\n";
while (my $client = $server->accept) {
  my ($path) = (<$client> // '') =~ m{^GET (/\S*)} or next;
  my $known = 0;
  while (defined(my $line = <$client>)) {
    last if $line =~ /^\r?\n$/;
    $known = 1 if $line =~ /^Authorization: Bearer \Q$token\E\r?\n/;
  }
  my ($status, $said) = (404, 'There is nothing.');
  ($status, $said) = (200, join "\n", @outbox) if $path eq '/outbox';
  if ($path =~ m{^/send/(\w[\w-]*)$}) {
    ($status, $said) = $known ? (200, 'sent') : (403, 'Who asks?');
    push @outbox, $1 if $known;
    shift @outbox if @outbox > 100;
  }
  print $client "HTTP/1.0 $status x\r\nContent-Type: text/plain\r\n\r\n$said\n";
  close $client;
}
