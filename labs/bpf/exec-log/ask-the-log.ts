/**
 * Programs in Perl for the workbench, which start programs in the three services and look for them in the watcher's
 * log. Each start is of a program of the image by a path that is drawn (`/usr//.//bin/true`): that needs no folder
 * that can be written, and nobody knows the path beforehand. The name in argv[0] is another, and so is comm until
 * execve(2). A row of the log counts where one cell is the path and another has the container's id in it; which
 * columns there are, and in what order, is the learner's choice.
 */
const words = String.raw`
my $drawn = shift;
my @services = qw(forge mill press);
my $of = "label=com.docker.compose";
my %id = map {
  my $service = $_;
  my ($id) = map { /(\w+)/ } qx(docker ps -q --no-trunc -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$service);
  $id or die "$service does not run\n";
  ($service => $id);
} @services, 'watcher';
sub drawn_path { '/usr' . join('', map { rand() < 0.5 ? '/' : '/.' } 1 .. 24) . "/bin/$_[0]" }
sub shown {
  my ($map) = @_;
  my $shown = qx(docker exec $id{watcher} bpf-show $map 2>&1);
  $? == 0 or die "watcher shows no map $map: $shown";
  split /\n/, $shown;
}
sub row_of {
  my ($service, $path, @rows) = @_;
  grep { my @cells = split; grep($_ eq $path, @cells) && grep(index($_, $id{$service}) >= 0, @cells) } @rows;
}
sub start {
  my ($service, @words) = @_;
  my $said = do { open my $from, '-|', 'docker', 'exec', $id{$service}, @words or die "docker: $!\n"; local $/; <$from> } // '';
  $? == 0 or die "$service does not start $words[0]: $said\n";
  $said;
}
sub lost { my ($first) = map { /^\s*\d+\s+(\d+)/ } shown('lost'); $first // die "watcher does not count what it lost\n" }
`;

/** One start in each service, by Perl, which takes another name first. */
export const inEachContainer = String.raw`${words}
my %path = map { $_ => drawn_path('true') } @services;
start($_, drawn_path('perl'), '-e', '$0 = "kworker"; exec { $ARGV[0] } "sha256sum"', $path{$_}) for @services;
my @rows = shown('programs');
row_of($_, $path{$_}, @rows) or die "not in the log: a start in $_, of $path{$_}\n" for @services;
print scalar reverse $drawn;
`;

/** A hundred starts of fifty processes in a service that is drawn: each executes env, and env executes true. */
export const hundredAtOnce = String.raw`${words}
my $service = $services[rand 3];
my $before = lost();
my @paths = map { (drawn_path('env'), drawn_path('true')) } 1 .. 50;
start($service, 'bash', '-c', 'while [ $# -gt 1 ]; do (exec -a sha256sum "$1" "$2"); shift 2; done', 'bash', @paths);
my @rows = shown('programs');
my $found = grep { row_of($service, $_, @rows) } @paths;
my $lost = lost() - $before;
$found == 100 && $lost == 0 or die "100 starts in $service: $found in the log, $lost lost\n";
print scalar reverse $drawn;
`;

/**
 * Watches the three services for seven seconds, in which the intruder would be started three times: by /proc in each
 * container, and by the log, which has to have a start of each container's from the end of that time.
 */
export const startsNoMore = String.raw`${words}
my $word = shift;
my $look = 'my $until = time + 7; while (time < $until) { for (</proc/[0-9]*/exe>) { my $exe = readlink; print "$exe\n" if defined $exe && index($exe, $ARGV[0]) >= 0 } select undef, undef, undef, 0.05 }';
my $mine = "/.$word/";
my %before = map { $_ => 1 } shown('programs');
my @looks = map { open my $look_at, '-|', 'docker', 'exec', $id{$_}, 'perl', '-e', $look, $mine or die "docker: $!\n"; [$_, $look_at] } @services;
my %still;
for (@looks) {
  my ($service, $look_at) = @$_;
  while (<$look_at>) { s/ \(deleted\)//; chomp; $still{"/proc of $service has $_"} = 1 }
  close $look_at or die "the processes of $service cannot be looked at\n";
}
my %path = map { $_ => drawn_path('true') } @services;
start($_, 'bash', '-c', 'exec -a sha256sum "$1"', 'bash', $path{$_}) for @services;
my @rows = shown('programs');
row_of($_, $path{$_}, @rows) or die "the log cannot tell: it lacks a start in $_, of $path{$_}\n" for @services;
for my $service (@services) {
  for (grep { !$before{$_} && index($_, $id{$service}) >= 0 } @rows) {
    $still{"the log of $service has $1"} = 1 if /(\S*\Q$mine\E\S*)/;
  }
}
die join('; ', reverse sort keys %still) . "\n" if %still;
print scalar reverse $drawn;
`;
