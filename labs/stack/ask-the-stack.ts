/**
 * Programs in Perl for the workbench, which use the stack as its users do. What they ask is drawn, and each prints it
 * backwards once the whole way was right. The bot and the admin page are found by the port of the host that leads to
 * them, whoever opens the door: the services themselves, or a proxy before them.
 */
export const words = String.raw`
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
`;

/** Arguments: what is drawn, the bot's port of the host. The bot keeps a message, and lists it. */
export const says = String.raw`${words}
my ($drawn, $bot) = @ARGV;
sub keep_drawn {
  my ($status, $said) = ask_behind($bot, 'POST', "/say?who=$drawn", "word of $drawn");
  $said =~ /^Noted, \Q$drawn\E\./ or die "bot answers $status: $said\n";
}
keep_drawn();
my ($status, $said) = ask_behind($bot, 'GET', '/messages');
$said =~ /"word of \Q$drawn\E"/ or die "bot does not list what it was told: $status $said\n";
print scalar reverse $drawn;
`;

/** Arguments: what is drawn, the bot's port, that of the admin page. What the bot was told stands on the admin page. */
export const shows = String.raw`${words}
my ($drawn, $bot, $admin) = @ARGV;
my ($status, $said) = ask_behind($bot, 'POST', "/say?who=$drawn", "word of $drawn");
$said =~ /^Noted/ or die "bot answers $status: $said\n";
($status, $said) = ask_behind($admin, 'GET', '/');
$said =~ /<td>word of \Q$drawn\E</ or die "admin does not show what bot was told: $status $said\n";
print scalar reverse $drawn;
`;

/** Arguments: what is drawn, the bot's port. What the bot was told is in the tables of the server in the container db. */
export const keeps = String.raw`${words}
my ($drawn, $bot) = @ARGV;
my ($status, $said) = ask_behind($bot, 'POST', "/say?who=$drawn", "word of $drawn");
$said =~ /^Noted/ or die "bot answers $status: $said\n";
my $query = <<'SH';
of() { printenv "$1" || cat "$(printenv "$1_FILE" || echo /dev/null)"; }
user=$(of POSTGRES_USER); test -n "$user" || user=postgres
database=$(of POSTGRES_DB); test -n "$database" || database=$user
exec psql -U "$user" -d "$database" -tAc "SELECT text FROM messages WHERE who = '$0'"
SH
open my $psql, '-|', 'docker', 'exec', id_of('db'), 'sh', '-c', $query, $drawn or die "docker: $!\n";
my $found = do { local $/; <$psql> } // '';
$found eq "word of $drawn\n" or die "db has not what bot was told: $found\n";
print scalar reverse $drawn;
`;

/** Arguments: what is drawn, the bot's port. The bot brings what the server outside says now. */
export const brings = String.raw`${words}
my ($drawn, $bot) = @ARGV;
system('docker', 'exec', id_of('sea'), 'sh', '-c', 'echo "$0" >/tmp/report', $drawn) == 0 or die "sea cannot be told a report\n";
my ($status, $said) = ask_behind($bot, 'POST', '/say', '!fetch');
$said eq "200 OK: $drawn\n" or die "bot does not bring the report of sea: $said\n";
print scalar reverse $drawn;
`;

/** Arguments: what is drawn. The proxy answers 403 to hosts that nobody needs, and forwards nothing to them. */
export const lists = String.raw`${words}
my ($drawn) = @ARGV;
my @addresses = addresses(id_of('proxy'));
for my $host ('db:5432', 'admin:5050', 'bot:8080', "$drawn.example:80", 'sea:22') {
  my ($status, $said) = ask(3128, \@addresses, 'GET', "http://$host/");
  $status == 403 or die "proxy answers $status to a request for $host\n";
}
print scalar reverse $drawn;
`;

/**
 * Prints, for each service named, whose its program is and what may be done with it: "bot 1001 755 /home/user/bot"; and
 * the same of each folder on the way to it, "folder bot 1001 755 /home/user", since who may write there may exchange it.
 */
export const owners = String.raw`${words}
for my $service (@ARGV) {
  my $id = id_of($service);
  my ($path, $folder, @env) = map { s/\n\z//r } qx(docker inspect -f '{{.Path}}
{{.Config.WorkingDir}}
{{range .Config.Env}}{{println .}}{{end}}' $id);
  my ($search) = map { /^PATH=(.*)/ } @env;
  my @paths = $path =~ m{^/} ? $path : $path =~ m{/} ? "$folder/$path" : map { "$_/$path" } split /:/, $search || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  my $tell = sub {
    my ($word, $of) = @_;
    open my $tar, '-|', "docker cp -L $id:'$of' - 2>/dev/null" or die "docker: $!\n";
    read $tar, my $header, 512;
    # The rest is not needed: whoever writes it is ended by the closed pipe.
    close $tar;
    return 0 if length($header // '') != 512;
    my ($mode, $uid) = map { oct } unpack 'x100 A8 A8', $header =~ s/\0/ /gr;
    printf "%s %d %o %s\n", $word, $uid, $mode, $of;
  };
  my $found;
  for (map { s{//+}{/}gr } @paths) {
    $found = $_, last if $tell->($service, $_);
  }
  defined $found or die "the program of $service is not found\n";
  $tell->("folder $service", $found) while $found =~ s{(?<=.)/+[^/]*\z}{};
}
`;

/**
 * Argument: a service. Its health check is asked of a copy of the service that hangs: without a network, with its mounts,
 * and with all processes paused. It runs beside them, in the namespaces where it would find them. Where no copy stays up,
 * the check runs by itself.
 */
export const asksWhoHangs = String.raw`${words}
my ($service) = @ARGV;
my $id = id_of($service);
sub told {
  open my $docker, '-|', 'docker', 'inspect', '-f', $_[0], $id or die "docker: $!\n";
  my @told = split /\0/, do { local $/; <$docker> } // '', -1;
  pop @told;
  return @told;
}
my ($kind, @test) = told('{{with .Config.Healthcheck}}{{range .Test}}{{printf "%s\x00" .}}{{end}}{{end}}');
defined $kind && $kind ne 'NONE' && @test or die "$service has no health check\n";
if ($kind eq 'CMD-SHELL') {
  my @shell = told('{{range .Config.Shell}}{{printf "%s\x00" .}}{{end}}');
  unshift @test, @shell ? @shell : ('/bin/sh', '-c');
}
my ($image, $user, $folder, $path, @args) =
  told('{{printf "%s\x00%s\x00%s\x00%s\x00" .Image .Config.User .Config.WorkingDir .Path}}{{range .Args}}{{printf "%s\x00" .}}{{end}}');
sub quietly {
  my $child = fork // die "fork: $!\n";
  if (!$child) {
    open STDOUT, '>', '/dev/null';
    open STDERR, '>&', \*STDOUT;
    exec @_ or exit 127;
  }
  waitpid $child, 0;
  return $?;
}
# An image that Compose built says whose it is, and so would a copy: it is none of the project's.
my $apart = "$of.project=$ENV{COMPOSE_PROJECT_NAME}-copy";
my $owner = $$;
sub clear {
  my @copies = map { /(\w+)/ } qx(docker ps -aq -f $apart);
  quietly('docker', 'rm', '--force', @copies) if @copies;
}
$SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);
END { my $status = $?; clear() if $$ == ($owner // 0); $? = $status }
clear();
my $copy = "copy-$$-" . join '', map { chr 97 + rand 26 } 1 .. 12;
my @as = ('--pull', 'never', '--label', $apart =~ s/^label=//r, '--no-healthcheck', '--volumes-from', "$id:ro");
push @as, '--user', $user if length $user;
push @as, '--workdir', $folder if length $folder;
push @as, map { ('--env', $_) } told('{{range .Config.Env}}{{printf "%s\x00" .}}{{end}}');
my $hangs = quietly('docker', 'run', '--detach', '--name', $copy, '--network', 'none', @as, '--entrypoint', $path, $image, @args) == 0;
sleep 1 if $hangs;
$hangs &&= quietly('docker', 'pause', $copy) == 0;
my @beside = $hangs ? ('--network', "container:$copy", '--pid', "container:$copy") : ('--network', 'none');
my $status = quietly('timeout', '--signal', 'KILL', '6', 'docker', 'run', @beside, @as, '--entrypoint', $test[0], $image, @test[1 .. $#test]);
$status == 0 and die "the health check of $service ends with 0 " . ($hangs ? "where $service hangs\n" : "where nothing serves\n");
print "fails\n";
`;
