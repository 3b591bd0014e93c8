/**
 * Lets workers of forty that are drawn open the secret file, by each of the three calls and as often as is drawn, and all
 * forty open files whose paths begin alike or are drawn. What the watcher's map has then gained has to be that: for each
 * drawn worker as many as it was asked for, and for one worker more, by itself. Prints `worker` and that one's number,
 * `others`, the rows with another path than the secret's, and `lost`.
 */
export const untilItNames = String.raw`
use IO::Socket::INET;
my ($drawn, $secret) = @ARGV;
my $of = "label=com.docker.compose";
my ($forty, $watcher) = map {
  my ($id) = map { /(\w+)/ } qx(docker ps -q --no-trunc -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$_);
  $id or die "$_ does not run\n";
} qw(forty watcher);
my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $forty) or die "forty does not stay up\n";
sub ask {
  my ($number, $request) = @_;
  my $to = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8000 + $number, Timeout => 3)
    or die "worker $number of forty does not answer\n";
  print $to "$request\n";
  my $answer = <$to> // '';
  $answer =~ s/\s+$//;
  $answer;
}
sub rows {
  my ($titles, @rows) = qx(docker exec $watcher bpf-show $_[0] 2>&1);
  $? == 0 or die "watcher shows no map “$_[0]”: $titles";
  my @titles = split ' ', $titles;
  map { my %row; @row{@titles} = split ' '; \%row } @rows;
}
my ($lost, %by, $others);
sub look {
  my @rows = rows('opened');
  %by = ();
  $others = grep { defined $_->{path} && $_->{path} ne $secret } @rows;
  for (@rows) {
    next if index($_->{group} // '', $forty) < 0 || (defined $_->{path} && $_->{path} ne $secret);
    $by{$_->{pid} // ''} += $_->{opened} // 0;
  }
  $lost = 0;
  $lost += $_->{lost} // die "watcher has no number of what was lost\n" for rows('lost');
}
my $dice = unpack '%32N*', $drawn . $secret;
sub roll { $dice = ($dice * 1103515245 + 12345) % 2147483648; ($dice >> 8) % $_[0] }
my @all = 1 .. 40;
my @chosen = map { splice @all, roll(scalar @all), 1 } 1 .. 3;
my (%asked, %pid, %number);
look();
my %before = %by;
for my $number (1 .. 40) {
  for my $path ("/srv/$drawn-$number", "$secret-$drawn", substr($secret, 0, -1), "$secret/$drawn") {
    my ($pid, $own) = ask($number, "open openat $path") =~ /^pid (\d+) number (\d+)$/ or die "forty is not itself\n";
    ($pid{$own}, $number{$pid}) = ($pid, $own);
  }
}
my @calls = qw(open openat openat2);
for my $number (@chosen) {
  my $call = shift @calls;
  $asked{$pid{$number}} = [1 + roll(5), $call];
  ask($number, "open $call $secret") for 1 .. $asked{$pid{$number}}[0];
}
my ($until, @more) = time + 8;
do {
  select undef, undef, undef, 0.4;
  look();
  @more = grep { $by{$_} - ($before{$_} // 0) > ($asked{$_} ? $asked{$_}[0] : 0) } sort keys %by;
} until @more || time > $until;
sub verdict {
  for my $pid (sort keys %asked) {
    my ($times, $call) = @{$asked{$pid}};
    my $seen = ($by{$pid} // 0) - ($before{$pid} // 0);
    return "pid $pid: $times opens by $call, watcher shows $seen" if $seen < $times;
  }
  @more == 1 or return "one worker opens it by itself, watcher shows " . (@more || 'none');
  exists $number{$more[0]} or return "pid $more[0], which watcher shows, is no worker";
  "worker $number{$more[0]}";
}
print verdict(), "\nothers $others\nlost $lost\n";
`;

/** Asks each of the forty workers to turn a word, and says how many could. */
export const allForty = String.raw`
use IO::Socket::INET;
my ($drawn) = @ARGV;
my ($id) = map { /(\w+)/ } qx(docker ps -q -f label=com.docker.compose.project=$ENV{COMPOSE_PROJECT_NAME} -f label=com.docker.compose.service=forty);
$id or die "forty does not run\n";
my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $id) or die "forty does not stay up\n";
my ($until, $turned) = time + 5;
do {
  $turned = 0;
  for (1 .. 40) {
    my $to = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8000 + $_, Timeout => 2) or next;
    print $to "turn $_ $drawn\n";
    $turned++ if (<$to> // '') eq reverse("$_ $drawn") . "\n";
  }
} until $turned == 40 || time > $until;
$turned == 40 or die "$turned of 40 workers turned a word\n";
print scalar reverse $drawn;
`;
