# The shop: GET /buy/WORD takes WORD from the stock, has mail send a receipt, and says what was sold.
use strict;
use warnings;
use IO::Socket::INET;

my $token = do {
  my $file = $ENV{TOKEN_FILE} // '';
  local (@ARGV, $/) = $file;
  ($file ne '' ? <> : $ENV{TOKEN} // '') =~ s/\s+\z//r;
};

sub ask {
  my ($host, $port, $path) = @_;
  my $there = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 3) or return "$host does not answer";
  print $there "GET $path HTTP/1.0\r\nAuthorization: Bearer $token\r\n\r\n";
  my $answer = do { local $/; <$there> } // '';
  $answer =~ s/.*?\r\n\r\n//s;
  return $answer =~ s/\s+\z//r;
}

$SIG{TERM} = sub { exit };
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 32, ReuseAddr => 1) or die "listen: $!\n";
print "the shop is open, as uid $>\n";
while (my $client = $server->accept) {
  my ($path) = (<$client> // '') =~ m{^GET (/\S*)} or next;
  while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
  my ($status, $said) = (404, 'There is nothing.');
  ($status, $said) = (200, 'ok') if $path eq '/health';
  if ($path =~ m{^/buy/(\w[\w-]*)$}) {
    my $word = $1;
    my $number = ask('stock', 7000, "/take/$word");
    my $receipt = ask('mail', 8025, "/send/$word");
    ($status, $said) = $number =~ /^\d+$/ && $receipt eq 'sent' ? (200, "sold \U$word\E as number $number") : (502, "$number; $receipt");
  }
  print $client "HTTP/1.0 $status x\r\nContent-Type: text/plain\r\n\r\n$said\n";
  close $client;
}
