# Somebody else's server: answers every request with the report of the day, which is the file /tmp/report.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{TERM} = sub { exit };
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "listen: $!\n";
while (my $client = $server->accept) {
  while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
  my $report = do { local (@ARGV, $/) = '/tmp/report'; -e '/tmp/report' ? <> : "fair wind\n" };
  print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n$report";
  close $client;
}
