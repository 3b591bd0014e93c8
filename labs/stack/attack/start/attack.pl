use IO::Socket::INET;
my $of = "label=com.docker.compose";
my $project = "-f $of.project=$ENV{COMPOSE_PROJECT_NAME}";
sub id_of {
  my ($id) = map { /(\w+)/ } qx(docker ps -q $project -f $of.service=$_[0]);
  $id or die "$_[0] does not run\n";
}
sub addresses { map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $_[0]) }
# Whom a port of the host leads to: its addresses, and its own port.
sub behind {
  my ($published) = @_;
  my ($id) = map { /(\w+)/ } qx(docker ps -q $project -f publish=$published);
  $id or die "no service publishes port $published\n";
  my ($port) = map { m{^(\d+)/tcp -> \S*:$published$} ? $1 : () } qx(docker port $id);
  return ($port // die("port $published leads nowhere\n"), addresses($id));
}
sub ask {
  my ($port, $addresses, $method, $path, $body) = @_;
  $body //= '';
  for my $address (@$addresses) {
    my $there = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 3) or next;
    print $there "$method $path HTTP/1.0\r\nHost: stack\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
    local $SIG{ALRM} = sub { die "no answer on port $port within 10 s\n" };
    alarm 10;
    my $answer = do { local $/; <$there> } // '';
    alarm 0;
    my ($status, $said) = $answer =~ m{^HTTP/\S+ (\d+).*?\r\n\r\n(.*)}s;
    return ($status // 0, $said // '') if defined $status;
  }
  return (0, "nobody answers on port $port\n");
}
sub ask_behind {
  my ($published, @rest) = @_;
  my ($port, @addresses) = behind($published);
  ask($port, \@addresses, @rest);
}

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
