# Answers lines `PID...` of processes in the pid namespace of process $ARGV[0] with lines `PID HOST`, the number that
# each has outside, for those that are there; before them `root HOST`: the oldest process of that namespace in another
# user namespace than $ARGV[0], by which the seat's own is entered. ioctl_ns(2) tells in which namespace another lies.
use strict; use warnings; use Fcntl qw(O_RDONLY); use POSIX ();
my ($init) = @ARGV;
my $seat = readlink "/proc/$init/ns/pid" or die "the seat has ended\n";
my $users = readlink "/proc/$init/ns/user" // '';
sub is_within {
    my ($pid) = @_;
    my $at = readlink "/proc/$pid/ns/pid" // return 0;
    return 1 if $at eq $seat;
    my $file = POSIX::open("/proc/$pid/ns/pid", O_RDONLY) // return 0;
    for (1 .. 32) {
        open my $handle, '<&=', $file or return 0;
        my $above = ioctl $handle, 0xb702, 0;
        close $handle;
        return 0 unless defined $above && $above > 0;
        my $link = readlink "/proc/self/fd/$above" // '';
        if ($link eq $seat) { POSIX::close($above); return 1 }
        $file = $above;
    }
    return 0;
}
$| = 1;
while (defined(my $line = <STDIN>)) {
    my %wanted = map { $_ => 1 } $line =~ /\d+/g;
    my (%found, $root, $least);
    opendir my $proc, '/proc' or die "/proc: $!\n";
    for my $pid (grep { /^\d+$/ } readdir $proc) {
        open my $file, '<', "/proc/$pid/status" or next;
        my $status = do { local $/; <$file> // '' };
        my ($chain) = $status =~ /^NSpid:\s*(.*)/m or next;
        # What has ended and waits to be asked for runs no more code.
        next if $status =~ /^State:\s*[ZX]/m && $status =~ /^Threads:\s*1$/m;
        my (undef, $inner) = split ' ', $chain;
        next unless defined $inner && ($wanted{$inner} || !defined $least || $inner < $least) && is_within($pid);
        $found{$inner} = $pid if $wanted{$inner};
        next if (readlink "/proc/$pid/ns/user" // $users) eq $users;
        ($root, $least) = ($pid, $inner) if !defined $least || $inner < $least;
    }
    my $text = join '', "root " . ($root // 0) . "\n", map { "$_ $found{$_}\n" } sort keys %found;
    print length($text), "\n", $text;
}
