/**
 * Lets `work` and `noise` read bytes one by one, or starts `noise` again, and compares the tables of the watcher before
 * and after. Prints what was drawn, reversed, where they grew as they should. How many bytes `work` reads and how
 * often `noise` starts is drawn, so a table that was made up does not know it.
 *
 * A row is a container's where it has the container's id, or the number of its cgroup or of a namespace: what names a
 * container is up to the reader. First word: `own`, `runtime`, `before` or `kinds`. Second word: what was drawn.
 */
export const countsWhatIsDrawn = String.raw`
my ($what, $drawn) = @ARGV;
my $of = "label=com.docker.compose";
my %id;
for my $name (qw(watcher work noise)) {
  ($id{$name}) = map { /(\w+)/ }
    qx(docker ps -q --no-trunc -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$name);
  $id{$name} or die "$name does not run\n";
}
my $look = 'stat -Lc %i /proc/self/ns/mnt /proc/self/ns/pid; cd /sys/fs/cgroup/pids || cd /sys/fs/cgroup; stat -c %i .';
sub names_of { ($id{$_[0]}, map { /^(\d+)$/ } qx(docker exec $id{$_[0]} sh -c '$look' 2> /dev/null)) }
sub rows_of {
  my ($table) = @_;
  my ($titles, @lines) = qx(docker exec $id{watcher} bpf-show $table 2>&1);
  $? == 0 or die $titles || "bpf-show $table prints nothing\n";
  my @titles = split ' ', $titles;
  my ($call) = grep { $titles[$_] eq 'call' } 0 .. $#titles;
  map {
    my @words = split;
    my $times = pop @words;
    my $name = defined $call ? splice(@words, $call, 1) : '';
    { call => $name, times => $times, key => "@words" };
  } @lines;
}
sub is_of { my ($row, @names) = @_; grep { $row->{key} =~ /(?<!\w)\Q$_\E(?!\w)/ } @names }
sub sum { my $sum = 0; $sum += $_->{times} for @_; $sum }
sub called { my ($rows, @calls) = @_; sum(grep { my $row = $_; grep { $row->{call} eq $_ } @calls } @$rows) }

if ($what eq 'own') {
  my %bytes = (work => 2000 + unpack('%32C*', $drawn) * 7919 % 7000, noise => 20000);
  my %names = map { $_ => [names_of($_)] } keys %bytes;
  my @first = rows_of('counts');
  for (sort keys %bytes) {
    system("docker exec $id{$_} dd if=/dev/zero of=/dev/null bs=1 count=$bytes{$_} status=none") == 0
      or die "$_ cannot read\n";
  }
  my @second = rows_of('counts');
  for my $name (qw(work noise)) {
    my ($was, $is) = map { called([grep { is_of($_, @{$names{$name}}) } @$_], 'read') } \@first, \@second;
    my $grew = $is - $was;
    my $most = $name eq 'work' ? $bytes{work} + 100 : $grew;
    $grew >= $bytes{$name} && $grew <= $most
      or die "$name read $bytes{$name} times, counts has $grew more for it\n";
  }
  my $lost = sum(rows_of('lost'));
  $lost == 0 or die "counts had no room for $lost calls\n";
} elsif ($what eq 'kinds') {
  my @names = names_of('noise');
  printf "kinds %d\n", scalar grep { is_of($_, @names) } rows_of('before');
} else {
  my $table = $what eq 'runtime' ? 'counts' : 'before';
  my $starts = 1 + unpack('%32C*', $drawn) % 3;
  my @first = rows_of($table);
  my @names;
  for (1 .. $starts) {
    qx(docker restart -t 1 $id{noise} 2>&1);
    $? == 0 or die "noise does not start again\n";
    push @names, names_of('noise'); # The numbers of a container are others each time.
  }
  my @second = rows_of($table);
  my $of_noise = sub { grep { is_of($_, @names) } @_ };
  if ($what eq 'before') {
    my $grew = called([$of_noise->(@second)], 'pivot_root') - called([$of_noise->(@first)], 'pivot_root');
    $grew == $starts or die "noise started $starts times, before has $grew calls more of pivot_root\n";
    my ($least, $is_own) = (20000, [names_of('noise')]);
    qx(docker exec $id{noise} dd if=/dev/zero of=/dev/null bs=1 count=$least status=none);
    my ($was, $is) = map { called([grep { is_of($_, @$is_own) } @$_], 'read') } \@second, [rows_of('before')];
    $is - $was < $least or die "before counts what noise does itself: it read $least bytes\n";
  } else {
    # Where no row is the container's alone, all rows are looked at: whose they are is another check.
    my @calls = qw(mount pivot_root sethostname);
    my @tables = (\@first, \@second);
    @tables = map { [$of_noise->(@$_)] } @tables if $of_noise->(@second);
    my ($was, $is) = map { called($_, @calls) } @tables;
    my $grew = $is - $was;
    $grew == 0 or die "counts has $grew calls more that made a container\n";
  }
}
print scalar reverse $drawn;
`;
