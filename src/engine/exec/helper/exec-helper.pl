# Starts programs, and connects to sockets, for whoever holds the other end of its standard input and output, so that
# neither costs a call of the Engine. It needs no more than Debian's perl-base, and is one file because it travels as one
# argument.
#
# A frame, both ways, is a letter, the number of a program and a number of bytes (both unsigned, 32 bits, big-endian),
# then that many bytes.
#
#   to it     R  start: strings, each ended by a zero: working directory, number of arguments, the arguments, and the
#                environment as NAME=VALUE, which is added to its own
#             C  connect: the path of a Unix socket; what is said of a program holds for the connection as well
#             I  bytes of its standard input        E  the end of it
#             A  in digits, how many bytes of its outputs were taken, each frame counted as 256 more
#             K  the name of a signal for its process group; closes a connection, and outputs that others still hold
#   from it   H  it is there (number 0, no bytes)
#             O  bytes of its output                X  of its error output
#             T  in digits, how many bytes of its input were taken
#             D  it has ended: its exit status in digits, 128 more than the signal where one ended it
#
# Neither side sends more than 1 MiB that the other has not taken: who reads slowly holds back one program, and no other.
# A program that cannot be started ends with 127 where there is none, else with 126, and says why on its error output; a
# connection that cannot be made ends with 1. Standard input is empty until I; a program that ended is told of once its
# outputs have ended too, and after 2 seconds where others still hold them. At the end of the input all that runs is
# ended, within a second.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR ENOENT);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use POSIX qw(WNOHANG);
use Socket qw(AF_UNIX SOCK_STREAM pack_sockaddr_un);

my $PIECE = 65536;
my $MOST_WAITING = 1 << 20;    # bytes on their way out; beyond, programs wait
my $WINDOW = 1 << 20;          # bytes of one program that the other side has not taken
my $FRAME = 256;               # what a frame of output counts for beside its bytes
my $LINGER = 2;                # seconds

# By number: pid (none of a connection), in, held (input not taken yet), taken (and not told of), out, err, owed (output
# that was not taken yet), since (when something last happened to it), status.
my %jobs;
my ($from, $to) = ('', '');
my $open = 1;

sub unblock { my ($handle) = @_; fcntl $handle, F_SETFL, fcntl($handle, F_GETFL, 0) | O_NONBLOCK }
sub say_frame { my ($letter, $id, $bytes) = @_; $to .= pack('a N N', $letter, $id, length $bytes) . $bytes }

# The end of a program ends the wait for frames and outputs at once.
pipe my $heard, my $rung or die "pipe: $!\n";
unblock($_) for $heard, $rung;
$SIG{CHLD} = sub { syswrite $rung, 'x' };
$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { $open = 0; syswrite $rung, 'x' };
binmode $_ for *STDIN, *STDOUT;
unblock($_) for *STDIN, *STDOUT;

sub become {
    my ($directory, $argv, $environment, $in, $out, $err) = @_;
    POSIX::setpgid(0, 0);
    open STDIN, '<&', $in;
    open STDOUT, '>&', $out;
    open STDERR, '>&', $err;
    $SIG{$_} = 'DEFAULT' for qw(CHLD PIPE TERM);
    for (@$environment) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value // '' }
    if (!chdir $directory) { syswrite STDERR, "$directory: $!\n"; POSIX::_exit(126) }
    no warnings 'exec';
    exec { $argv->[0] } @$argv;
    my $status = $!{ENOENT} ? 127 : 126;
    syswrite STDERR, "$argv->[0]: $!\n";
    POSIX::_exit($status);
}

sub start {
    my ($id, $bytes) = @_;
    my ($directory, $count, @rest) = split /\0/, $bytes, -1;
    pop @rest;                 # what follows the last zero
    my @argv = splice @rest, 0, $count;
    my ($child_in, $in, $out, $child_out, $err, $child_err);
    pipe $child_in, $in and pipe $out, $child_out and pipe $err, $child_err
        or return say_frame('X', $id, "pipe: $!\n"), say_frame('D', $id, 126);
    my $pid = fork;
    return say_frame('X', $id, "fork: $!\n"), say_frame('D', $id, 126) if !defined $pid;
    become($directory, \@argv, \@rest, $child_in, $child_out, $child_err) if $pid == 0;
    POSIX::setpgid($pid, $pid);
    unblock($_) for $in, $out, $err;
    $jobs{$id} = job(pid => $pid, in => $in, out => $out, err => $err);
}

sub reach {
    my ($id, $path) = @_;
    my $far;
    if (socket $far, AF_UNIX, SOCK_STREAM, 0) {
        unblock($far);         # one that takes nobody up must not hold up the others
        return $jobs{$id} = job(in => $far, out => $far) if connect $far, pack_sockaddr_un($path);
    }
    say_frame('X', $id, "$path: $!\n");
    say_frame('D', $id, 1);
}

sub job { return { held => '', taken => 0, owed => 0, since => time, @_ } }

sub end_input { my ($job) = @_; $job->{over} = 1; close_input($job) if $job->{held} eq '' }

sub close_input {
    my ($job) = @_;
    shutdown $job->{in}, 1 if $job->{in} && !$job->{pid};
    delete $job->{in};
}

sub told_taken {
    my ($id, $job, $count) = @_;
    $job->{taken} += $count;
    return if $job->{taken} < $WINDOW / 4;
    say_frame('T', $id, $job->{taken});
    $job->{taken} = 0;
}

sub take_input {
    my ($id, $job) = @_;
    my $sent = syswrite $job->{in}, $job->{held}, $PIECE;
    if (!defined $sent) {
        return if $!{EAGAIN} || $!{EINTR};
        $job->{over} = 1;      # nobody reads it any more
        $sent = length $job->{held};
    }
    substr $job->{held}, 0, $sent, '';
    told_taken($id, $job, $sent);
    close_input($job) if $job->{over} && $job->{held} eq '';
}

sub signal_all { my ($name) = @_; for (values %jobs) { kill $name, -$_->{pid} if $_->{pid} && !defined $_->{status} } }

sub stop {
    my ($job, $name) = @_;
    return kill $name, -$job->{pid} if $job->{pid} && !defined $job->{status};
    delete @$job{qw(in out err)};
    $job->{status} //= 0;
}

sub handle {
    my ($letter, $id, $bytes) = @_;
    return start($id, $bytes) if $letter eq 'R';
    return reach($id, $bytes) if $letter eq 'C';
    my $job = $jobs{$id} or return;
    if ($letter eq 'I') {
        if ($job->{in} && !$job->{over}) { $job->{held} .= $bytes }
        else { told_taken($id, $job, length $bytes) }
    }
    elsif ($letter eq 'E') { end_input($job) }
    elsif ($letter eq 'A' && $bytes =~ /^\d{1,9}\z/) { $job->{owed} -= $bytes; $job->{since} = time }
    elsif ($letter eq 'K' && $bytes =~ /^[A-Z]+\z/) { stop($job, $bytes) }
}

sub read_frames {
    my $got = sysread STDIN, $from, $PIECE, length $from;
    if (defined $got && $got == 0) { $open = 0; return }
    if (!defined $got) { $open = 0 if !$!{EAGAIN} && !$!{EINTR}; return }
    while (length $from >= 9) {
        my ($letter, $id, $length) = unpack 'a N N', $from;
        last if length $from < 9 + $length;
        handle($letter, $id, substr $from, 9, $length);
        substr $from, 0, 9 + $length, '';
    }
}

sub read_output {
    my ($id, $job, $which, $letter) = @_;
    my $bytes;
    my $got = sysread $job->{$which}, $bytes, $PIECE;
    if ($got) {
        say_frame($letter, $id, $bytes);
        $job->{owed} += $got + $FRAME;
        $job->{since} = time;
    }
    elsif (defined $got || (!$!{EAGAIN} && !$!{EINTR})) {
        delete $job->{$which};
        # Its far end is gone, and takes no input either.
        if (!$job->{pid}) { $job->{status} = 0; delete $job->{in} }
    }
}

sub reap {
    while ((my $pid = waitpid -1, WNOHANG) > 0) {
        my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
        for (grep { ($_->{pid} // 0) == $pid } values %jobs) { $_->{status} = $status; $_->{since} = time }
    }
}

sub tell_ended {
    for my $id (keys %jobs) {
        my $job = $jobs{$id};
        next if !defined $job->{status};
        next if ($job->{out} || $job->{err}) && ($job->{owed} >= $WINDOW || time - $job->{since} < $LINGER);
        say_frame('D', $id, $job->{status});
        delete $jobs{$id};
    }
}

# How long a program's end may stay unheard: little for what began or ended just now, and without end where none runs.
sub patience {
    my @programs = grep { $_->{pid} || defined $_->{status} } values %jobs or return undef;
    return (grep { time - $_->{since} < 2 * $LINGER } @programs) ? 0.1 : 1;
}

say_frame('H', 0, '');
while ($open) {
    my ($readable, $writable) = ('', '');
    vec($readable, fileno $_, 1) = 1 for $heard, *STDIN;
    vec($writable, fileno STDOUT, 1) = 1 if $to ne '';
    for my $job (values %jobs) {
        if (length $to < $MOST_WAITING && $job->{owed} < $WINDOW) {
            vec($readable, fileno $_, 1) = 1 for grep { defined } @$job{qw(out err)};
        }
        elsif (length $to >= $MOST_WAITING) { $job->{since} = time }    # what it has left is read later
        vec($writable, fileno $job->{in}, 1) = 1 if $job->{in} && $job->{held} ne '';
    }
    # Perl calls its handlers between its steps: of a signal right before the wait begins it would hear at its end.
    my $count = select $readable, $writable, undef, patience();
    next if $count < 0;
    if (vec $readable, fileno $heard, 1) { my $bell; sysread $heard, $bell, 512 }
    if (vec $writable, fileno STDOUT, 1) {
        my $sent = syswrite STDOUT, $to, $PIECE;
        if (defined $sent) { substr $to, 0, $sent, '' }
        elsif (!$!{EAGAIN} && !$!{EINTR}) { last }
    }
    for my $id (keys %jobs) {
        my $job = $jobs{$id};
        take_input($id, $job) if $job->{in} && $job->{held} ne '' && vec $writable, fileno $job->{in}, 1;
        for (['out', 'O'], ['err', 'X']) {
            my ($which, $letter) = @$_;
            read_output($id, $job, $which, $letter) if $job->{$which} && vec $readable, fileno $job->{$which}, 1;
        }
    }
    reap();
    tell_ended();
    read_frames() if vec $readable, fileno STDIN, 1;
}
$SIG{CHLD} = 'DEFAULT';
signal_all('TERM');
for (1 .. 10) { reap(); last if !grep { $_->{pid} && !defined $_->{status} } values %jobs; select undef, undef, undef, 0.1 }
signal_all('KILL');
