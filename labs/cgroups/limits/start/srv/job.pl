# A job that asks for too much, and says what came of it.
#   job.pl memory MB       a process of its own takes memory, one MB after the other
#   job.pl processes N     starts N processes, which wait
#   job.pl cpu SECONDS     computes with twelve processes
#   job.pl look            what a program is shown, and what its cgroup says
use strict;
use warnings;
use POSIX ();

$| = 1;
my ($what, $amount) = @ARGV;
my %jobs = (memory => \&memory, processes => \&processes, cpu => \&cpu, look => \&look);
($jobs{$what // ''} // die "memory MB, processes N, cpu SECONDS or look\n")->();

sub memory {
    pipe my $in, my $out or die "pipe: $!\n";
    my $child = fork // die "fork: $!\n";
    if (!$child) {
        my @held;
        for (1 .. $amount) {
            push @held, 'x' x 1_048_576;
            syswrite $out, '.';
        }
        POSIX::_exit(0);
    }
    close $out;
    my ($had, $piece) = (0);
    while (my $got = sysread $in, $piece, 4096) { $had += $got }
    waitpid $child, 0;
    my $signal = $? & 127;
    print $signal ? "killed by signal $signal, after $had MB\n" : "took $had MB\n";
}

sub processes {
    my @started;
    for (1 .. $amount) {
        my $child = fork;
        if (!defined $child) { print "refused: $!, after @{[scalar @started]} processes\n"; last }
        if (!$child) { sleep 60; POSIX::_exit(0) }
        push @started, $child;
    }
    print "started $amount processes\n" if @started == $amount;
    kill KILL => @started;
    waitpid $_, 0 for @started;
}

# As many as want their share even of a machine that is busy with other work: fewer would get less than a limit allows.
sub cpu {
    my $before = held_back();
    my $end = time + $amount;
    my @workers = map {
        my $child = fork // die "fork: $!\n";
        if (!$child) { 1 while time < $end; POSIX::_exit(0) }
        $child;
    } 1 .. 12;
    waitpid $_, 0 for @workers;
    printf "held back in %d periods\n", held_back() - $before;
}

# 84 is _SC_NPROCESSORS_ONLN of sysconf(3), which POSIX.pm has no name for.
sub look {
    my ($total) = (read_file('/proc/meminfo') // '') =~ /(\d+ kB)/;
    printf "shown: %s of memory, %d processors\n", $total, POSIX::sysconf(84);
    my @limits = (
        ['memory', 'memory.max', 'memory/memory.limit_in_bytes'],
        ['processes', 'pids.max', 'pids/pids.max'],
        ['CPU time', 'cpu.max', 'cpu/cpu.cfs_quota_us'],
    );
    for (@limits) {
        my ($of, @files) = @$_;
        my ($file, $says) = of_cgroup(@files);
        print "$of: ", defined $file ? "$file says $says" : "no cgroup says anything\n";
    }
}

sub held_back {
    my (undef, $stat) = of_cgroup('cpu.stat', 'cpu/cpu.stat');
    return ($stat // '') =~ /^nr_throttled (\d+)/m ? $1 : 0;
}

# The name and the text of a file of this process's cgroup: as version 2 calls it, or as version 1.
sub of_cgroup {
    my ($second, $first) = @_;
    my ($group) = (read_file('/proc/self/cgroup') // '') =~ m{^0::/?(.*)$}m;
    my @places = ([$second, join '/', grep { length } $group // '', $second], [$first, $first]);
    for (@places) {
        my ($name, $path) = @$_;
        my $text = read_file("/sys/fs/cgroup/$path");
        return ($name, $text) if defined $text;
    }
    return;
}

sub read_file {
    open my $file, '<', $_[0] or return undef;
    local $/;
    return scalar <$file>;
}
