# The stock: GET /take/WORD writes WORD to /data/taken and says how many were taken; /taken lists them.
use strict;
use warnings;
use IO::Socket::INET;

my $file = '/data/taken';
sub taken { open my $in, '<', $file or return; return <$in> }

$SIG{TERM} = sub { exit };
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 7000, Listen => 32, ReuseAddr => 1) or die "listen: $!\n";
print "the stock is open, as uid $>\n";
while (my $client = $server->accept) {
  my ($path) = (<$client> // '') =~ m{^GET (/\S*)} or next;
  while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
  my ($status, $said) = (404, 'There is nothing.');
  ($status, $said) = (200, join '', taken()) if $path eq '/taken';
  if ($path =~ m{^/take/(\w[\w-]*)$}) {
    if (open my $out, '>>', $file) {
      print $out "$1\n";
      close $out;
      ($status, $said) = (200, scalar(my @all = taken()));
    } else {
      ($status, $said) = (500, "$file: $!");
    }
  }
  print $client "HTTP/1.0 $status x\r\nContent-Type: text/plain\r\n\r\n$said\n";
  close $client;
}
