import { words } from '../ask-the-stack.ts';

/**
 * Arguments: what is drawn, the shop's port of the host, whose guard it is, the token. Buys what is drawn, and looks for
 * it in stock and outbox. Another service could do the work of one that is hardened and idle, so none may run.
 */
export const buys = String.raw`${words}
my ($drawn, $shop, $whose, $token) = @ARGV;
my %stack = map { $_ => 1 } qw(shop stock mail);
my @more = grep { !$stack{$_} } map { s/\n\z//r } qx(docker ps $project --format '{{.Label "com.docker.compose.service"}}');
@more and die "$more[0] runs too: the stack is shop, stock and mail alone\n";
qx(docker ps -q $project -f publish=$shop -f $of.service=shop) or die "shop does not publish port $shop\n";
sub send_receipt {
  my ($known, $word) = @_;
  for my $address (addresses(id_of('mail'))) {
    my $there = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8025, Timeout => 3) or next;
    print $there "GET /send/$word HTTP/1.0\r\nAuthorization: Bearer $known\r\n\r\n";
    local $SIG{ALRM} = sub { die "mail gives no answer within 10 s\n" };
    alarm 10;
    my $answer = <$there> // '';
    alarm 0;
    return $1 if $answer =~ m{^HTTP/\S+ (\d+)};
  }
  die "mail does not answer on port 8025\n";
}
if ($whose eq 'mail') {
  send_receipt("not-$token", "try-$drawn") == 403 or die "mail sends a receipt for whoever asks, with another token\n";
  send_receipt($token, "try-$drawn") == 200 or die "mail does not know its token any more, $token\n";
}
my ($status, $said) = ask_behind($shop, 'GET', "/buy/$drawn");
$said =~ /^sold \U$drawn\E as number \d+$/m or die "shop answers $status: $said\n";
my %place = (stock => [7000, '/taken'], mail => [8025, '/outbox']);
for (grep { $_ eq $whose } sort keys %place) {
  my ($port, $path) = @{$place{$_}};
  ($status, $said) = ask($port, [addresses(id_of($_))], 'GET', $path);
  $said =~ /^\Q$drawn\E$/m or die "$_ does not know what the shop sold: $status $said\n";
}
print scalar reverse $drawn;
`;

/** For a container: where processes keep what they were started with, proc_pid_environ(5) and proc_pid_cmdline(5). */
const inside = String.raw`my $text = <STDIN>; chomp $text;
open my $first, "<", "/proc/1/environ" or die "/proc/1/environ: $!\n";
for my $path (glob "/proc/[0-9]*/{environ,cmdline}") {
  open my $file, "<", $path or next;
  local $/;
  my $all = <$file> // "";
  print "$path has it\n" if index($all, $text) >= 0;
}
print "looked\n"`;

/**
 * Arguments: a service, the token. Prints which of its processes was started with the token, and what else the
 * Engine keeps of it, beside the environment, has the token in it.
 */
export const tellsWhoHasIt = String.raw`${words}
my ($service, $token) = @ARGV;
my @ids = map { /(\w+)/ } qx(docker ps -q $project -f $of.service=$service);
@ids or die "$service does not run\n";
for my $id (@ids) {
  for my $part (qw(Entrypoint Cmd Healthcheck Labels)) {
    my $kept = qx(docker inspect -f '{{json .Config.$part}}' $id);
    $? == 0 or die "docker inspect ended with status " . ($? >> 8) . "\n";
    print "docker inspect has it under $part\n" if index($kept, $token) >= 0;
  }
  # By its input, since what is said in a command line is found there.
  open my $perl, '|-', 'docker', 'exec', '-i', $id, 'perl', '-e', <<'INSIDE' or die "docker: $!\n";
${inside}
INSIDE
  print $perl "$token\n";
  close $perl or die "perl in $service ended with status " . ($? >> 8) . "\n";
}
`;
