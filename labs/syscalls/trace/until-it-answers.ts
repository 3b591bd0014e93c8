/**
 * Starts web again, asks it until it knows the first call, and asks the recorder what that took. Then it asks for all
 * calls of the lists and for what is no call, which is drawn, and once more the recorder. Prints `calls` and `programs`
 * of the start, `each` of a further request, and what was drawn, reversed. Whoever puts the work off until it is asked,
 * or for a second, has done it by then; a recorder that repeats an earlier answer has not counted the requests.
 */
export const untilItAnswers = String.raw`
use IO::Socket::INET;
my ($drawn, $word, $number) = @ARGV;
my %is = (
  read => 0, write => 1, open => 2, close => 3, stat => 4, lseek => 8, mmap => 9, openat => 257, clone => 56,
  fork => 57, vfork => 58, execve => 59, exit => 60, wait4 => 61, kill => 62, ptrace => 101, clone3 => 435,
  socket => 41, connect => 42, accept => 43, bind => 49, listen => 50, accept4 => 288, $word => $number,
);
my @names = sort keys %is;
push @names, splice @names, 0, unpack('%32C*', $drawn) % @names;
my $of = "label=com.docker.compose";
my ($recorder, $web) = map {
  my ($id) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$_);
  $id or die "$_ does not run\n";
} qw(recorder web);
sub told {
  my $told = qx(docker exec $recorder /recorder calls web 2>&1);
  $told =~ /^lost (\d+)$/m or die "web is not recorded: $told";
  $1 == 0 or die "the recorder lost $1 calls of web\n";
  my %told = $told =~ /^(?:call )?(\w+) (\d+)$/mg;
  \%told;
}
my $again = qx(docker restart -t 1 $web 2>&1);
$? == 0 or die "web does not start again: $again";
my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $web) or die "web does not stay up\n";
sub answer {
  my ($name) = @_;
  my $to = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8080, Timeout => 2) or return 'nothing';
  print $to "GET /$name HTTP/1.0\r\n\r\n";
  local $/;
  my $answer = <$to> // '';
  $answer =~ /\r?\n\r?\n(.*?)\s*$/s ? $1 : 'nothing';
}
my ($first, $until, $answer) = ($names[0], time + 20);
until (($answer = answer($first)) eq "$first is $is{$first}") {
  time < $until or die "web says “$answer”, not “$first is $is{$first}”\n";
  select undef, undef, undef, 0.2;
}
select undef, undef, undef, 1;
my $start = told();
for (@names) {
  my $answer = answer($_);
  $answer eq "$_ is $is{$_}" or die "web says “$answer”, not “$_ is $is{$_}”\n";
}
my $answer = answer($drawn);
$answer eq "$drawn is no call" or die "web says “$answer”, not “$drawn is no call”\n";
my $end = told();
my $requests = @names + 1;
my $seen = $end->{accept} + $end->{accept4} - $start->{accept} - $start->{accept4};
$seen >= $requests or die "of $requests requests to web the recorder saw $seen\n";
printf "calls %d\nprograms %d\neach %d\n", $start->{calls}, $start->{execve} + $start->{execveat},
  ($end->{calls} - $start->{calls}) / $requests + 0.999;
print scalar reverse $drawn;
`;
