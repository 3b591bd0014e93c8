# The far end of a probe's line: says what /proc, the cgroup files and HTTP servers say, and judges nothing.
#
# It runs where it shares the process ids of the engine's host, with SYS_PTRACE, root's user id, the host's
# cgroup namespace and the host's cgroup file systems mounted read-only; for `http`, where it reaches the
# containers. It needs no more than Debian's perl-base, starts no program and writes nothing but its answers. Where it
# has SYS_ADMIN in the first user namespace and no filter of its own, it reads the seccomp filters of processes, for
# which each is stopped for a moment, once.
# It is one file because it travels as one argument: `perl -e PROGRAM`.
#
# A request is a line of words. Its answer is a line with a number of bytes, then that many bytes, all ASCII:
# lines of words parted by single spaces. The last word of a line may be a value; in a value every byte outside
# printable ASCII, and the backslash, stands as \xHH. Processes choose their own names, arguments and paths,
# so nothing of theirs can end a line or begin one.
#
#   facts [namespaces] [bpf] [sockets] ID:PID...   PID: the init that the Engine names, 0 for none
#       host NAME VALUE              a fact of the host
#       container ID                 begins a container; the lines that follow belong to it
#       of NAME VALUE                a file of the container, as its init sees it
#       cut NAME                     the value before this line is not whole
#       process PID                  begins a process of it; the lines that follow belong to the process
#       is NAME VALUE                a file of the process
#       of mounted-files VALUE       a line for each file that is a mount: its mode in octal, uid, gid, bytes and path
#       of filters/PID VALUE         what the kernel runs for a process in seccomp mode 2: "programs HEX...", the oldest
#                                    filter first, each as many struct sock_filter; "as PID", a process of this container
#                                    that has the same; "unread REASON"
#       left COUNT                   so many more processes are not told: all but init, where there are too many
#       of networks/INODE/FILE VALUE where `namespaces` was asked for: of each network namespace that processes of the
#                                    container are in, its files below /proc/PID/net
#       of views/PID,PID VALUE       the mountinfo of processes that see others mounts than init, or have another root
#       of owners VALUE              a line for each namespace of its processes: its number and its user namespace's
#       of bpf VALUE                 where `bpf` was asked for: a line for each link that a process holds, its pid and type
#       of listeners VALUE           where `sockets` was asked for: a line for each TCP socket that listens in the network
#                                    of init and each process that holds it, its pid and the port
#   mounts ID:PID...                 as `facts`, of mountinfo alone
#   http MAX_BYTES TIMEOUT_MS:IP:PORT:PATH...     PATH without spaces
#       target INDEX                 begins an answer; INDEX counts from 0
#       took MS
#       status CODE
#       body VALUE                   at most MAX_BYTES of it, or what came of it in time
#       error VALUE                  why there is no answer
#   reach TIMEOUT_MS:PID:IP:PORT...  a TCP connection from the network namespace of the process
#       target INDEX
#       took MS
#       reached WORD                 arrived, refused (by who is there) or shut (nothing arrived)
#       error VALUE                  why it could not be tried
#   abilities NAME...                btf, bpf-tracing, bpf-lsm, lsm-NAME, ids-COUNT
#       ability NAME VALUE           what lacks, found out by trying; nothing where it is there
#
# The first line of every answer is `probe 1`, the version of this protocol, and the last one `end`.
# A request that is not understood is answered with `error VALUE` between them.
use strict;
use warnings;
use Fcntl qw(O_RDONLY O_NONBLOCK F_SETFL);
use Errno qw(EINPROGRESS EAGAIN ECONNREFUSED EINTR ENOENT ESRCH);
use POSIX ();
use Socket qw(PF_INET SOCK_STREAM SOL_SOCKET SO_ERROR inet_aton pack_sockaddr_in);

my $VERSION = 1;
my $MAX_PROCESSES = 1000;            # of one container
my $MAX_FILE = 256 * 1024;
my $MAX_ARGUMENTS = 16 * 1024;
my $MAX_MOUNTED = 200;              # files of one container
my $MAX_FILTERS = 16;                # of one process
my $MAX_INSTRUCTIONS = 8192;         # of them together
my $MAX_TRACED = 32;                 # processes, in one look

my @NAMESPACES = qw(cgroup ipc mnt net pid time user uts);
my $STATUS = qr/^(?:Name|State|Tgid|PPid|Uid|Gid|Groups|NSpid|Threads|Cap\w+|NoNewPrivs|Seccomp(?:_filters)?):.*\n/m;
my @CONTAINER_SYSCTLS = qw(net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range);
my @HOST_SYSCTLS = qw(
    kernel.apparmor_restrict_unprivileged_userns kernel.dmesg_restrict kernel.kptr_restrict
    kernel.perf_event_paranoid kernel.unprivileged_bpf_disabled kernel.unprivileged_userns_clone
    kernel.yama.ptrace_scope user.max_user_namespaces vm.unprivileged_userfaultfd
);
my %CGROUP_FILES = (
    memory => [qw(memory.limit_in_bytes memory.usage_in_bytes memory.oom_control memory.memsw.limit_in_bytes)],
    cpu    => [qw(cpu.cfs_quota_us cpu.cfs_period_us cpu.stat)],
    pids   => [qw(pids.max pids.current pids.events)],
    ''     => [qw(memory.max memory.current memory.events memory.swap.max cpu.max cpu.stat pids.max pids.current pids.events)],
);

my $MACHINE = (POSIX::uname())[4];
my ($PTRACE, $WAIT4) = @{{ x86_64 => [101, 61], aarch64 => [117, 260], riscv64 => [117, 260] }->{$MACHINE} // []};
my $CLOCK_GETTIME = { x86_64 => 228, aarch64 => 113, riscv64 => 113 }->{$MACHINE};

my @ESCAPED = map { $_ >= 0x20 && $_ < 0x7f && $_ != 0x5c ? chr : sprintf '\\x%02x', $_ } 0 .. 255;
my @answer;

sub tell_value {
    my ($head, $value) = @_;
    $value =~ s/([^\x20-\x5b\x5d-\x7e])/$ESCAPED[ord $1]/g;
    push @answer, "$head $value\n";
}

# The text of a file, up to a number of bytes, and whether there was more. Undefined where it cannot be read;
# $! says why. A read that gives fewer than $short bytes is known to be the last one; without it the end is read for.
sub read_file {
    my ($path, $most, $short) = @_;
    my $file = POSIX::open($path, O_RDONLY | O_NONBLOCK) // return;
    my ($text, $piece, $cut) = ('', '', 0);
    while (1) {
        my $got = POSIX::read($file, $piece, $most + 1 - length $text);
        if (!defined $got) { POSIX::close($file); return }
        $text .= $piece if $got > 0;
        if (length $text > $most) { $text = substr $text, 0, $most; $cut = 1; last }
        last if $got == 0 || ($short && $got < $short);
    }
    POSIX::close($file);
    return ($text, $cut);
}

# The text of a file that the kernel makes in one piece, as it does /proc/PID/status, sysctls and cgroup files.
sub read_piece { my ($path, $most) = @_; read_file($path, $most, $most) }

sub tell_file {
    my ($verb, $name, $path, $most, $short) = @_;
    my ($text, $cut) = read_file($path, $most // $MAX_FILE, $short);
    return unless defined $text;
    tell_value("$verb $name", $text);
    push @answer, "cut $name\n" if $cut;
    return 1;
}

sub sysctl_path { my ($name) = @_; $name =~ tr{.}{/}; "/proc/sys/$name" }

sub sysctl_lines {
    join '', map { my ($text) = read_piece(sysctl_path($_), 4096); defined $text ? "$_=$text" : () } @_;
}

# The namespaces of a process as a line of links. Undefined where the process is gone.
sub namespace_links {
    my ($pid) = @_;
    my @links;
    for my $kind (@NAMESPACES) {
        my $link = readlink "/proc/$pid/ns/$kind";
        if (defined $link) { push @links, $link }
        elsif (($!{ENOENT} || $!{ESRCH}) && !-e "/proc/$pid/stat") { return }
    }
    return join ' ', @links;
}

# The host's namespaces are those in which the engine starts containers: of the shims, which are the parents of
# inits. They differ from those of process 1 where the engine is rootless or has a mount namespace of its own.
sub tell_host {
    my ($shims) = @_;
    tell_value('host kernel', (POSIX::uname())[2]);
    tell_value('host machine', $MACHINE);
    tell_file('host', 'last-capability', '/proc/sys/kernel/cap_last_cap');
    tell_file('host', 'lsm', '/sys/kernel/security/lsm')
        or tell_file('host', 'lsm', '/proc/1/root/sys/kernel/security/lsm');
    my ($links) = grep { defined && length } map { namespace_links($_) } @$shims, 1;
    tell_value('host namespaces', $links) if defined $links;
    tell_value('host sysctls', sysctl_lines(@HOST_SYSCTLS));
}

# Where cgroup file systems are mounted here, and which directory of each (proc_pid_mountinfo(5)).
sub cgroup_mounts {
    my ($text) = read_file('/proc/self/mountinfo', $MAX_FILE);
    my @mounts;
    for (split /\n/, $text // '') {
        my ($before, $after) = split / - /, $_, 2;
        my ($type, undef, $options) = split / /, $after // '';
        next unless defined $type && $type =~ /^cgroup(2?)$/;
        my $version = $1 ? 2 : 1;
        my (undef, undef, undef, $root, $point) = split / /, $before;
        s/\\([0-7]{3})/chr oct $1/ge for $root, $point;
        push @mounts, {
            version => $version, root => $root, point => $point,
            controllers => $version == 2 ? [''] : [split /,/, $options // ''],
        };
    }
    return \@mounts;
}

# The limits and the use of the cgroup that carries the container's id, by the cgroup file of one of its processes.
sub tell_cgroup {
    my ($id, $memberships, $mounts) = @_;
    for my $line (split /\n/, $memberships) {
        my (undef, $controllers, $path) = split /:/, $line, 3;
        next unless defined $path && $path =~ m{^(.*?\Q$id\E[^/]*)};
        my $group = $1;
        for my $controller ($controllers eq '' ? '' : split /,/, $controllers) {
            my $files = $CGROUP_FILES{$controller} or next;
            for my $mount (@$mounts) {
                next unless grep { $_ eq $controller } @{$mount->{controllers}};
                my $root = $mount->{root} eq '/' ? '' : $mount->{root};
                next unless substr($group, 0, length($root) + 1) eq "$root/";
                my $directory = $mount->{point} . substr $group, length $root;
                next unless -d $directory;
                tell_file('of', "cgroup/$_", "$directory/$_", 4096, 4096) for @$files;
                last;
            }
        }
    }
}

# What is kept of /proc/PID/net/{tcp,udp}{,6}: the sockets that wait, not the connections.
# Reading one makes the kernel walk its table of all connections, so it is not read where the network counts no such
# socket, and its end is not read for: lines are shorter than 256 bytes and come by the page, so a read far from a
# page is the last.
sub tell_sockets {
    my ($pid, $network, $known, $where) = @_;
    $where //= 'net';
    my $counts = join '', map { (read_piece("/proc/$pid/net/$_", 4096))[0] // '' } qw(sockstat sockstat6);
    my %unused = map { (lc, 1) } $counts =~ /^(\w+): inuse 0\b/mg;
    for my $protocol (qw(tcp tcp6 udp udp6)) {
        my $text = $known->{"$network $protocol"} //= $unused{$protocol} ? '' : do {
            my ($all, $cut) = read_file("/proc/$pid/net/$protocol", 16 * $MAX_FILE, 3072);
            my $state = $protocol =~ /^tcp/ ? '0A' : '07';
            !defined $all ? 'absent' : $cut ? 'cut'
                : join '', grep { /^\s*\d+: \S+ \S+ $state / } split /^/m, $all;
        };
        if ($text eq 'cut') { push @answer, "of $where/$protocol \n", "cut $where/$protocol\n" }
        elsif ($text ne 'absent') { tell_value("of $where/$protocol", $text) }
    }
}

# The bundle's config.json (the OCI runtime specification): it is in the working directory of the container's shim.
sub read_bundle {
    my ($id, $parent) = @_;
    my $bundle = readlink "/proc/$parent/cwd";
    return unless defined $bundle && $bundle =~ m{/\Q$id\E$};
    my ($config) = read_file("/proc/$parent/cwd/config.json", 4 * $MAX_FILE);
    return $config;
}

# What the runtime was told to filter: `linux.seccomp` of the bundle, `null` where it was told of no filter. It cannot
# change while the container runs, so it is read once.
my %filters;
sub tell_filter {
    my ($id, $init, $parent) = @_;
    my $known = $filters{"$id:$init"} //= do {
        my $config = read_bundle($id, $parent);
        my ($object) = ($config // '') =~ /"seccomp"\s*:\s*(\{(?:[^{}"]++|"(?:[^"\\]++|\\.)*+"|(?1))*+\})/;
        defined $config ? $object // 'null' : '';
    };
    tell_value('of bundle-seccomp', $known) if $known ne '';
}

# Why the kernel shows no filters to this program, or '' where it does (PTRACE_SECCOMP_GET_FILTER in ptrace(2)).
my $no_filters;
sub no_filters {
    return $no_filters //= do {
        my ($status) = read_piece('/proc/self/status', 16384);
        my ($capabilities) = ($status // '') =~ /^CapEff:\s*([0-9a-f]+)/m;
        # Capabilities 21 and 19: SYS_ADMIN, SYS_PTRACE. The number is that of the first user namespace: PROC_USER_INIT_INO.
        !defined $PTRACE ? "Drydock does not know how to trace on $MACHINE"
            : (hex(substr $capabilities // '', -8) & 0x280000) != 0x280000 || $status !~ /^Seccomp:\s*0/m
            ? 'the kernel shows it only to who has SYS_ADMIN and no filter, which the probe here is not given'
            : (readlink('/proc/self/ns/user') // '') ne 'user:[4026531837]'
            ? 'the kernel shows it only to who has SYS_ADMIN outside of user namespaces'
            : '';
    };
}

# The filters of a process that is let go again, as a value of `filters/PID`; the second is true where the process did
# not stop, and so is not let go of before this program ends.
sub trace_filters {
    my ($pid) = @_;
    my ($SEIZE, $INTERRUPT, $DETACH, $GET_FILTER, $WNOHANG, $WALL)
        = (0x4206, 0x4207, 17, 0x420c, 1, 0x40000000);
    syscall($PTRACE, $SEIZE, $pid, 0, 0) == 0 or return "unread it could not be traced: $!";
    syscall($PTRACE, $INTERRUPT, $pid, 0, 0);
    my ($end, $word, $stopped) = (now() + 0.2, "\0" x 4);
    until (($stopped = syscall($WAIT4, $pid, $word, $WNOHANG | $WALL, 0)) == $pid) {
        return ('unread it did not stop in time', 1) if ($stopped < 0 && !$!{EINTR}) || now() > $end;
        select undef, undef, undef, 0.0003;
    }
    my $status = unpack 'i', $word;
    return 'unread it ended meanwhile' if ($status & 0xff) != 0x7f;
    my ($room, $why, @programs) = $MAX_INSTRUCTIONS;
    while (1) {
        my $length = syscall($PTRACE, $GET_FILTER, $pid, scalar @programs, 0);
        if ($length < 0) { $why = "$!" unless $!{ENOENT} && @programs; last }
        if (($room -= $length) < 0 || @programs >= $MAX_FILTERS) { $why = 'they are too long to be read whole'; last }
        my $program = "\0" x (8 * $length);
        if (syscall($PTRACE, $GET_FILTER, $pid, scalar @programs, $program) != $length) { $why = "$!"; last }
        push @programs, unpack('H*', $program);
    }
    # Where the stop is that of a signal (and no event, which stands in the third byte), the process still has to get it.
    my $signal = $status >> 16 ? 0 : $status >> 8 & 0xff;
    syscall($PTRACE, $DETACH, $pid, 0, $signal);
    return defined $why ? "unread the kernel does not show its filters: $why" : "programs @programs";
}

# The filters of processes by pid, read by a child: whatever happens, the kernel lets go of what a tracer traced when
# the tracer ends.
sub read_filters {
    my @pids = @_;
    my %filters;
    pipe my $from, my $to or return \%filters;
    my $child = fork;
    return \%filters unless defined $child;
    if (!$child) {
        close $from;
        for (@pids) {
            my ($value, $stuck) = trace_filters($_);
            my $line = "$_ $value\n";
            while (length $line) { substr $line, 0, syswrite($to, $line) // POSIX::_exit(1), '' }
            last if $stuck;
        }
        POSIX::_exit(0);
    }
    close $to;
    my ($end, $text) = (now() + 1, '');
    while ((my $left = $end - now()) > 0) {
        my $ready = '';
        vec($ready, fileno $from, 1) = 1;
        next unless select $ready, undef, undef, $left;
        last unless sysread $from, $text, 65536, length $text;
    }
    close $from;
    kill 'KILL', $child;
    waitpid $child, 0;
    $filters{$1} = $2 while $text =~ /^(\d+) (.*)\n/mg;
    return \%filters;
}

# What identifies a process for as long as its filters stay: its pid, its start (proc_pid_stat(5)), how many it has.
sub filter_key {
    my ($pid, $count) = @_;
    my ($stat) = read_piece("/proc/$pid/stat", 4096);
    my (@fields) = split ' ', ($stat // '') =~ /.*\) (.*)/s ? $1 : '';
    return join ':', $pid, $fields[19] // '', $count;
}

# Tells the filters of the processes of a container (pid => status), its init first, kept by what
# identifies them. A process that has as many as its
# parent has those of its parent, so that programs that start others all the time are not stopped all the time.
my (%programs, %attempts);
sub tell_filters {
    my ($pids, $statuses, $room) = @_;
    my (%count, %parent, %key, %told, @unread);
    for my $pid (@$pids) {
        next unless $statuses->{$pid} =~ /^Seccomp:\s*2/m;
        ($count{$pid}) = $statuses->{$pid} =~ /^Seccomp_filters:\s*(\d+)/m;
        $count{$pid} //= 1;
        ($parent{$pid}) = $statuses->{$pid} =~ /^PPid:\s*(\d+)/m;
    }
    my $no = no_filters();
    my %own = map { $_ => ($count{$parent{$_}} // 0) != $count{$_} } keys %count;
    for my $pid (grep { $own{$_} } @$pids) {
        if ($no ne '') { tell_value("of filters/$pid", "unread $no"); next }
        $key{$pid} = filter_key($pid, $count{$pid});
        next if defined $programs{$key{$pid}};
        # One that is stopped, frozen or traced would not stop for us, or would be taken from its tracer.
        if ($statuses->{$pid} =~ /^State:\s*[TtD]|^TracerPid:\s*[1-9]/m) {
            tell_value("of filters/$pid", 'unread it is stopped, or waits for a disk, or another program traces it');
        } elsif (--$room < 0) {
            tell_value("of filters/$pid", 'unread too many processes have new filters to read them all in one look');
        } else { push @unread, $pid }
    }
    if (@unread) {
        my $read = read_filters(@unread);
        for my $pid (@unread) {
            if (!defined $read->{$pid}) { tell_value("of filters/$pid", 'unread it could not be traced in time') }
            elsif ($read->{$pid} =~ /^programs/ || ++$attempts{$key{$pid}} >= 3) {
                $programs{$key{$pid}} = $read->{$pid};
            } else { tell_value("of filters/$pid", $read->{$pid}) }
        }
    }
    for my $pid (grep { exists $count{$_} } @$pids) {
        if (!$own{$pid}) { push @answer, "of filters/$pid as $parent{$pid}\n"; next }
        my $value = defined $key{$pid} ? $programs{$key{$pid}} : undef;
        next unless defined $value;
        if (defined $told{$value}) { push @answer, "of filters/$pid as $told{$value}\n" }
        else { tell_value("of filters/$pid", $value); $told{$value} = $pid }
    }
    for my $kept (\%programs, \%attempts) {
        next if keys %$kept < $MAX_PROCESSES;
        delete @$kept{grep { /^(\d+)/ && !-e "/proc/$1" } keys %$kept};
    }
}

# Modes, owners and sizes of the regular files that are mounts by themselves: secrets, configs, files bound in. No file
# system is asked that a program answers for, nor one below it: it need not answer.
sub tell_mounted_files {
    my ($init, $mountinfo) = @_;
    my (@silent, @lines);
    for (split /\n/, $mountinfo) {
        my ($before, $after) = split / - /, $_, 2;
        my $point = (split / /, $before)[4] // next;
        my ($type) = split / /, $after // '';
        $point =~ s/\\([0-7]{3})/chr oct $1/ge;
        if (($type // '') !~ /^(?:btrfs|erofs|ext[234]|f2fs|overlay|ramfs|rootfs|squashfs|tmpfs|xfs|zfs)$/) {
            push @silent, $point unless $point =~ m{^/(?:proc|sys|dev)(?:/|$)};
            next;
        }
        next if $point =~ m{^/(?:proc|sys|dev|$)(?:/|$)|\n};
        next if grep { $point eq $_ || index($point, $_ eq '/' ? '/' : "$_/") == 0 } @silent;
        my (undef, undef, $mode, undef, $uid, $gid, undef, $size) = lstat "/proc/$init/root$point" or next;
        next unless -f _;
        push @lines, sprintf "%o %d %d %d %s\n", $mode & 07777, $uid, $gid, $size, $point;
    }
    my $cut = @lines > $MAX_MOUNTED;
    tell_value('of mounted-files', join '', @lines[0 .. ($cut ? $MAX_MOUNTED : @lines) - 1]);
    push @answer, "cut mounted-files\n" if $cut;
}

# The sysctls of the container's network: read where it is the network of this program, else those that the
# container's runtime was told to set (the bundle's config.json, in the working directory of its shim).
sub tell_sysctls {
    my ($id, $parent, $network) = @_;
    my $own = readlink '/proc/self/ns/net';
    if (defined $own && $own eq $network) {
        tell_value('of sysctls', sysctl_lines(@CONTAINER_SYSCTLS));
        return;
    }
    my $config = read_bundle($id, $parent) // return;
    my ($object) = $config =~ /"sysctl"\s*:\s*\{([^{}]*)\}/;
    my $lines = '';
    $lines .= "$1=$2\n" while ($object // '') =~ /"([\w.\/-]+)"\s*:\s*"([^"\\]*)"/g;
    tell_value('of bundle-sysctls', $lines);
}

# Tells one process and keeps its status, unless it is gone, or a zombie: that runs no more code.
sub tell_process {
    my ($pid, $maps, $statuses) = @_;
    my ($status) = read_piece("/proc/$pid/status", $MAX_FILE);
    return unless defined $status;
    my ($threads) = $status =~ /^Threads:\s*(\d+)/m;
    return if $status =~ /^State:\s*[ZX]/m && ($threads // 1) < 2;
    my $links = namespace_links($pid);
    return unless defined $links;
    my $before = @answer;
    push @answer, "process $pid\n";
    tell_value('is status', join '', $status =~ /$STATUS/g);
    tell_value('is namespaces', $links);
    my ($user) = $links =~ /(user:\[\d+\])/;
    for my $map (qw(uid_map gid_map)) {
        my $text = defined $user ? $maps->{"$user $map"} : undef;
        # Of its own namespace a reader is told the ids of the one around it: user_namespaces(7). Here ids are as the
        # reader has them.
        $text //= "0 0 4294967295\n" if defined $user && $user eq (readlink('/proc/self/ns/user') // '');
        ($text) = read_file("/proc/$pid/$map", $MAX_FILE) unless defined $text;
        next unless defined $text;
        $maps->{"$user $map"} = $text if defined $user;
        tell_value("is $map", $text);
    }
    tell_file('is', 'cmdline', "/proc/$pid/cmdline", $MAX_ARGUMENTS);
    my $executable = readlink "/proc/$pid/exe";
    tell_value('is exe', $executable) if defined $executable;
    tell_file('is', 'label', "/proc/$pid/attr/current", 4096);
    if (-e "/proc/$pid/stat") { $statuses->{$pid} = $status; return }
    splice @answer, $before;
    return;
}

my $NS_GET_USERNS = 0xb701;          # ioctl_ns(2)
my $MAX_NAMESPACES = 16;             # network namespaces and views of mounts, of one container each
my $MAX_DESCRIPTORS = 4096;          # of the processes of one container together

# The number of the user namespace that owns a namespace, by a link of /proc/PID/ns; '' where the kernel does not say.
sub owner_of {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    my $number = ioctl $file, $NS_GET_USERNS, 0;
    return '' unless defined $number && $number > 0;
    my ($inode) = (readlink("/proc/self/fd/$number") // '') =~ /^user:\[(\d+)\]$/;
    POSIX::close($number);
    return $inode // '';
}

# What processes of a container see: of each network namespace its tables, of mounts and roots apart from init's the
# mounts, and who owns their namespaces.
sub tell_places {
    my ($init, $pids, $sockets) = @_;
    my (%networks, %views, @views, %owners);
    my $place_of = sub {
        my ($pid) = @_;
        my $mounts = readlink "/proc/$pid/ns/mnt" // return;
        my $root = readlink("/proc/$pid/root") // '';
        return "$mounts $root";
    };
    my $own = $place_of->($init) // '';
    for my $pid (@$pids) {
        my $network = readlink "/proc/$pid/ns/net";
        my ($inode) = ($network // '') =~ /\[(\d+)\]/;
        if (defined $inode && !exists $networks{$inode} && keys %networks < $MAX_NAMESPACES) {
            $networks{$inode} = 1;
            tell_file('of', "networks/$inode/$_", "/proc/$pid/net/$_") for qw(dev fib_trie route if_inet6 ipv6_route);
            tell_sockets($pid, $network, $sockets, "networks/$inode");
        }
        my $place = $place_of->($pid);
        if (defined $place && $place ne $own) {
            push @views, $place unless $views{$place};
            push @{$views{$place}}, $pid;
        }
        for my $kind (grep { $_ ne 'user' } @NAMESPACES) {
            my ($number) = (readlink("/proc/$pid/ns/$kind") // '') =~ /\[(\d+)\]/;
            next if !defined $number || exists $owners{$number} || keys %owners >= 8 * $MAX_NAMESPACES;
            $owners{$number} = owner_of("/proc/$pid/ns/$kind");
        }
    }
    for my $place (@views[0 .. (@views > $MAX_NAMESPACES ? $MAX_NAMESPACES : @views) - 1]) {
        my @those = @{$views{$place}};
        tell_file('of', 'views/' . join(',', @those), "/proc/$those[0]/mountinfo");
    }
    tell_value('of owners', join '', map { "$_ $owners{$_}\n" } grep { $owners{$_} ne '' } sort keys %owners);
    push @answer, "cut owners\n" if @views > $MAX_NAMESPACES;
}

# The links of BPF programs that processes hold, as the kernel tells of their descriptors: bpf(2), proc_pid_fdinfo(5).
sub tell_bpf {
    my ($pids) = @_;
    my ($left, @lines) = ($MAX_DESCRIPTORS);
    for my $pid (@$pids) {
        opendir my $folder, "/proc/$pid/fd" or next;
        for my $number (grep { /^\d+$/ } readdir $folder) {
            last if --$left < 0;
            next unless (readlink("/proc/$pid/fd/$number") // '') =~ /^anon_inode:bpf[_-]link/;
            my ($text) = read_file("/proc/$pid/fdinfo/$number", 4096);
            my ($type) = ($text // '') =~ /^link_type:\s*(\w+)/m;
            my ($at) = ($text // '') =~ /^attach_type:\s*(\d+)/m;
            # BPF_LSM_MAC and BPF_LSM_CGROUP of linux/bpf.h.
            $type = 'lsm' if defined $type && $type eq 'tracing' && defined $at && ($at == 27 || $at == 43);
            push @lines, "$pid $type\n" if defined $type;
        }
    }
    tell_value('of bpf', join '', @lines);
    push @answer, "cut bpf\n" if $left < 0;
}

# The mount and the inode of what is open, by a file of /proc/PID/fdinfo: proc_pid_fdinfo(5).
sub inode_of {
    my ($text) = read_file($_[0], 4096);
    return ($text // '') =~ /^mnt_id:\s*(\d+)\nino:\s*(\d+)$/m ? ($1, $2) : ();
}

# Which processes hold a TCP socket that listens in the network of init, by the inode of the socket: proc_pid_net(5).
# An answer at the container's address is given by one of them.
sub tell_listeners {
    my ($network, $pids, $sockets) = @_;
    # Not by the links of /proc/PID/fd: that directory is its owner's alone, and root here may lack DAC_READ_SEARCH.
    # Numbers of fdinfo, which SYS_PTRACE opens, are of a socket where they are of the mount that an own one is of;
    # kernels before 5.14 do not tell them.
    socket my $own, PF_INET, SOCK_STREAM, 0 or return;
    my ($sockets_mount) = inode_of("/proc/self/fdinfo/" . fileno $own) or return;
    my ($left, $cut, %port, @lines) = ($MAX_DESCRIPTORS, 0);
    for my $protocol (qw(tcp tcp6)) {
        my $text = $sockets->{"$network $protocol"} // '';
        $cut = 1 if $text eq 'cut';
        for (split /^/m, $text) {
            my ($local, $inode) = (split)[1, 9];
            $port{$inode} = hex $1 if defined $inode && $local =~ /:([0-9A-F]{4})$/;
        }
    }
    for my $pid (@$pids) {
        opendir my $folder, "/proc/$pid/fdinfo" or do { $cut = 1 if -e "/proc/$pid/stat"; next };
        my %held;
        for my $number (grep { /^\d+$/ } readdir $folder) {
            if (--$left < 0) { $cut = 1; last }
            my ($mount, $inode) = inode_of("/proc/$pid/fdinfo/$number") or next;
            $held{$port{$inode}} = 1 if $mount == $sockets_mount && defined $port{$inode};
        }
        push @lines, map { "$pid $_\n" } sort { $a <=> $b } keys %held;
    }
    tell_value('of listeners', join '', @lines);
    push @answer, "cut listeners\n" if $cut;
}

sub parent_of {
    my ($pid) = @_;
    my ($status) = read_piece("/proc/$pid/status", 4096);
    return ($status // '') =~ /^PPid:\s*(\d+)/m ? $1 : 0;
}

# Whether a process has a namespace of init's in which another is not: so is known which children of a shim run in its
# container, and which are programs of the runtime.
sub enters {
    my ($pid, $init, $outside) = @_;
    my ($own, $inside, $around) = map { namespace_links($_) // return } $pid, $init, $outside;
    my %around = map { $_ => 1 } split / /, $around;
    my %inside = map { $_ => 1 } grep { !$around{$_} } split / /, $inside;
    return grep { $inside{$_} } split / /, $own;
}

# Which processes belong to which container: by the id in the name of their cgroup; where the engine gives containers
# no cgroup of their own, by descent from the init, and from what was executed in the container later, which is a child
# of init's parent (its shim) too.
sub members_of {
    my ($inits) = @_;
    opendir my $proc, '/proc' or die "/proc cannot be read: $!\n";
    my @pids = sort { $a <=> $b } grep { /^\d+$/ } readdir $proc;
    my (%members, %groups);
    for my $pid (@pids) {
        my ($text) = read_piece("/proc/$pid/cgroup", 65536);
        next unless defined $text;
        my ($id) = grep { exists $inits->{$_} } $text =~ /(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])/g;
        next unless defined $id;
        push @{$members{$id}}, $pid;
        $groups{$id} //= $text;
        $groups{$id} = $text if $pid == $inits->{$id};
    }
    my @lost = grep { $inits->{$_} && !$members{$_} && -e "/proc/$inits->{$_}" } keys %$inits;
    if (@lost) {
        my %parents = map { $_ => parent_of($_) } @pids;
        my %owner = map { $inits->{$_} => $_ } @lost;
        for my $id (@lost) {
            my $init = $inits->{$id};
            my $shim = $parents{$init} or next;
            $owner{$_} //= $id for grep { $parents{$_} == $shim && $_ != $init && enters($_, $init, $shim) } @pids;
        }
        for my $pid (@pids) {
            my ($ancestor, $steps) = ($pid, 0);
            $ancestor = $parents{$ancestor} while $ancestor && !$owner{$ancestor} && $steps++ < 4096;
            push @{$members{$owner{$ancestor}}}, $pid if $ancestor && $owner{$ancestor};
        }
    }
    return (\%members, \%groups);
}

sub facts {
    my %inits;
    my @ids;
    my %asked = map { $_ => 1 } grep { /^(?:namespaces|bpf|sockets)$/ } @_;
    for (grep { !$asked{$_} } @_) {
        /^([0-9a-f]{64}):(\d+)$/ or die "not a container: $_\n";
        push @ids, $1 unless exists $inits{$1};
        $inits{$1} = $2;
    }
    my ($members, $groups) = members_of(\%inits);
    my $mounts = cgroup_mounts();
    my (%maps, %sockets, @shims);
    my $room = $MAX_TRACED;
    for my $id (@ids) {
        push @answer, "container $id\n";
        my ($init, @pids) = ($inits{$id}, @{$members->{$id} // []});
        next unless @pids;
        tell_cgroup($id, $groups->{$id} // '', $mounts);
        if (grep { $_ == $init } @pids) {
            my ($mountinfo, $cut) = read_file("/proc/$init/mountinfo", $MAX_FILE);
            if (defined $mountinfo) {
                tell_value('of mountinfo', $mountinfo);
                push @answer, "cut mountinfo\n" if $cut;
                tell_mounted_files($init, $mountinfo) unless $cut;
            }
            my $network = readlink "/proc/$init/ns/net";
            tell_sockets($init, $network // "of $init", \%sockets);
            push @shims, parent_of($init);
            tell_sysctls($id, $shims[-1], $network) if defined $network;
            tell_filter($id, $init, $shims[-1]);
            @pids = ($init, grep { $_ != $init } @pids);
        }
        my @told = @pids > $MAX_PROCESSES ? ($pids[0]) : @pids;
        my %statuses;
        tell_process($_, \%maps, \%statuses) for @told;
        tell_filters([grep { defined $statuses{$_} } @told], \%statuses, \$room);
        my @seen = grep { defined $statuses{$_} } @told;
        tell_places($init, \@seen, \%sockets) if $asked{namespaces};
        tell_bpf(\@seen) if $asked{bpf};
        tell_listeners(readlink("/proc/$init/ns/net") // "of $init", \@seen, \%sockets) if $asked{sockets};
        push @answer, 'left ', @pids - @told, "\n" if @pids > @told;
    }
    delete @filters{grep { !/^(.{64}):(.*)/ || ($inits{$1} // '') ne $2 } keys %filters};
    tell_host(\@shims);
}

# Where the mounts of containers lead, and nothing else, so that it is told however many processes they have.
sub mounts {
    for (@_) {
        /^([0-9a-f]{64}):(\d+)$/ or die "not a container: $_\n";
        push @answer, "container $1\n";
        tell_file('of', 'mountinfo', "/proc/$2/mountinfo");
    }
}

sub has_head { my ($target) = @_; $target->{got} =~ /\r?\n\r?\n/ }

# True when there is nothing more to wait for: enough of the body is there, or all of it by its Content-Length.
sub whole_answer {
    my ($target, $most) = @_;
    return 1 if length $target->{got} > $most + 65536;
    return unless $target->{got} =~ /\r?\n\r?\n/;
    my $body = length($target->{got}) - $+[0];
    return 1 if $body >= $most;
    my ($length) = substr($target->{got}, 0, $-[0]) =~ /^content-length:[ \t]*(\d+)[ \t]*\r?$/mi;
    return defined $length && $body >= $length;
}

sub tell_target {
    my ($target, $most) = @_;
    push @answer, "target $target->{index}\n", sprintf "took %d\n", 1000 * ($target->{end} - $target->{start});
    if (!defined $target->{error}) {
        if ($target->{got} =~ m{^HTTP/\d\.\d (\d{3})[ \r\n]}) {
            push @answer, "status $1\n";
            my $body = $target->{got} =~ /\r?\n\r?\n/ ? substr $target->{got}, $+[0], $most : '';
            tell_value('body', $body);
            return;
        }
        $target->{error} = $target->{got} eq '' ? 'it closed the connection without an answer'
            : 'what it answered is not HTTP';
    }
    tell_value('error', $target->{error});
}

# Seconds of CLOCK_MONOTONIC. perl-base has no Time::HiRes: the kernel is asked by number where we know it, else
# proc_uptime(5) tells hundredths.
sub now {
    if (defined $CLOCK_GETTIME) {
        my $time = "\0" x 16;
        if (syscall($CLOCK_GETTIME, 1, $time) == 0) {
            my ($seconds, $nanoseconds) = unpack 'qq', $time;
            return $seconds + $nanoseconds / 1e9;
        }
    }
    my ($text) = read_piece('/proc/uptime', 64);
    return ($text // time) =~ /^([\d.]+)/ ? $1 : time;
}

sub begin_target {
    my ($target) = @_;
    my $fail = sub { $target->{errno} = $! + 0; $target->{error} = $_[0]; undef };
    my $address = inet_aton($target->{ip}) or return $fail->("$target->{ip} is not an address");
    socket my $socket, PF_INET, SOCK_STREAM, 0 or return $fail->("no socket: $!");
    fcntl $socket, F_SETFL, O_NONBLOCK or return $fail->("no socket: $!");
    connect $socket, pack_sockaddr_in($target->{port}, $address) or $!{EINPROGRESS} or return $fail->("$!");
    return $socket;
}

# Carries one target on: sends, then reads. True when it is done, well or not.
sub carry_on {
    my ($target, $most) = @_;
    if ($target->{unsent} ne '') {
        my $trouble = unpack 'i', getsockopt $target->{socket}, SOL_SOCKET, SO_ERROR;
        if ($trouble) { $! = $trouble; $target->{error} = "$!"; return 1 }
        my $sent = syswrite $target->{socket}, $target->{unsent};
        if (defined $sent) { substr $target->{unsent}, 0, $sent, '' }
        elsif (!$!{EAGAIN} && !$!{EINTR}) { $target->{error} = "$!"; return 1 }
        return;
    }
    my $got = sysread $target->{socket}, $target->{got}, 65536, length $target->{got};
    if (!defined $got) {
        return if $!{EAGAIN} || $!{EINTR};
        $target->{error} = "$!" unless has_head($target);
        return 1;
    }
    return !$got || whole_answer($target, $most);
}

# Asks every target at once, each for at most its time.
sub http {
    my ($most, @words) = @_;
    ($most // '') =~ /^\d+$/ or die "http needs a size\n";
    my (@targets, @open);
    for my $word (@words) {
        my ($timeout, $ip, $port, $path) = $word =~ m{^(\d+):([\d.]+):(\d{1,5}):(/[\x21-\x7e]*)$}
            or die "not a target: $word\n";
        my $target = {
            index => scalar @targets, ip => $ip, port => $port, timeout => $timeout, got => '', start => now(),
        };
        $target->{unsent} = "GET $path HTTP/1.0\r\nHost: $ip:$port\r\nUser-Agent: drydock\r\n"
            . "Accept: */*\r\nConnection: close\r\n\r\n";
        $target->{socket} = begin_target($target);
        push @targets, $target;
        if ($target->{socket}) { push @open, $target } else { $target->{end} = now() }
    }
    while (@open) {
        my $now = now();
        my ($read, $write, $wait) = ('', '', 60);
        for my $target (@open) {
            my $left = $target->{start} + $target->{timeout} / 1000 - $now;
            $wait = $left if $left < $wait;
            vec(($target->{unsent} ne '' ? $write : $read), fileno $target->{socket}, 1) = 1;
        }
        select $read, $write, undef, $wait > 0 ? $wait : 0;
        $now = now();
        my @still;
        for my $target (@open) {
            my $number = fileno $target->{socket};
            my $done = (vec($read, $number, 1) || vec($write, $number, 1)) && carry_on($target, $most);
            if (!$done && $now >= $target->{start} + $target->{timeout} / 1000) {
                my $lacks = $target->{unsent} ne '' ? 'no connection' : 'no answer';
                $target->{error} = "$lacks within $target->{timeout} ms" unless has_head($target);
                $done = 1;
            }
            if (!$done) { push @still, $target; next }
            $target->{end} = now();
            close $target->{socket};
        }
        @open = @still;
    }
    tell_target($_, $most) for @targets;
}

my $SETNS = { x86_64 => 308, aarch64 => 268, riscv64 => 268 }->{$MACHINE};
my $CLONE_NEWNET = 0x40000000;

# Enters the network namespace of a process: setns(2). Says what is the matter, or nothing.
sub enter_network {
    my ($pid) = @_;
    my ($there, $here) = (readlink "/proc/$pid/ns/net", readlink '/proc/self/ns/net');
    return "its network could not be entered: $!" unless defined $there;
    return '' if $there eq ($here // '');
    return "its network could not be entered: no number of setns(2) is known for $MACHINE" unless defined $SETNS;
    open my $file, '<', "/proc/$pid/ns/net" or return "its network could not be entered: $!";
    return syscall($SETNS, fileno $file, $CLONE_NEWNET) == 0 ? '' : "its network could not be entered: $!";
}

# What came of a connection, by its errno.
sub reached_by {
    my ($errno) = @_;
    local $! = $errno;
    return $errno == 0 ? 'arrived' : $!{ECONNREFUSED} ? 'refused' : 'shut';
}

# Connects to each target from one network namespace, in a child, and writes a line for each: index, ms, word.
sub reach_from {
    my ($pid, $to, @targets) = @_;
    my $tell = sub {
        my ($target, $what) = @_;
        syswrite $to, sprintf "%d %d %s\n", $target->{index}, 1000 * (now() - $target->{start}), $what;
    };
    my $lack = enter_network($pid);
    my @open;
    for my $target (@targets) {
        $target->{start} = now();
        if ($lack ne '') { $tell->($target, "error $lack"); next }
        $target->{socket} = begin_target($target);
        if ($target->{socket}) { push @open, $target } else { $tell->($target, 'reached ' . reached_by($target->{errno})) }
    }
    while (@open) {
        my ($write, $wait) = ('', 60);
        for my $target (@open) {
            my $left = $target->{start} + $target->{timeout} / 1000 - now();
            $wait = $left if $left < $wait;
            vec($write, fileno $target->{socket}, 1) = 1;
        }
        select undef, $write, undef, $wait > 0 ? $wait : 0;
        my @still;
        for my $target (@open) {
            if (vec($write, fileno $target->{socket}, 1)) {
                $tell->($target, 'reached ' . reached_by(unpack 'i', getsockopt $target->{socket}, SOL_SOCKET, SO_ERROR));
            } elsif (now() >= $target->{start} + $target->{timeout} / 1000) { $tell->($target, 'reached shut') }
            else { push @still, $target }
        }
        @open = @still;
    }
}

sub reach {
    my (%targets, @told, $last);
    my ($index, $longest) = (0, 0);
    for (@_) {
        my ($timeout, $pid, $ip, $port) = /^(\d+):(\d+):([\d.]+):(\d{1,5})$/ or die "not a target: $_\n";
        push @{$targets{$pid}}, { index => $index++, ip => $ip, port => $port, timeout => $timeout };
        $longest = $timeout if $timeout > $longest;
    }
    pipe my $from, my $to or die "no pipe: $!\n";
    my @children;
    for my $pid (sort keys %targets) {
        my $child = fork;
        die "no process: $!\n" unless defined $child;
        if (!$child) { close $from; reach_from($pid, $to, @{$targets{$pid}}); POSIX::_exit(0) }
        push @children, $child;
    }
    close $to;
    my ($end, $text) = (now() + $longest / 1000 + 2, '');
    while ((my $left = $end - now()) > 0) {
        my $ready = '';
        vec($ready, fileno $from, 1) = 1;
        next unless select $ready, undef, undef, $left;
        last unless sysread $from, $text, 65536, length $text;
    }
    kill 'KILL', @children;
    waitpid $_, 0 for @children;
    $told[$1] = [$2, $3, $4] while $text =~ /^(\d+) (\d+) (reached|error) (.*)\n/mg;
    for my $number (0 .. $index - 1) {
        my ($took, $verb, $value) = @{$told[$number] // [0, 'error', 'it could not be tried in time']};
        push @answer, "target $number\n", "took $took\n";
        if ($verb eq 'reached') { push @answer, "reached $value\n" } else { tell_value('error', $value) }
    }
}

my $BPF = { x86_64 => 321, aarch64 => 280, riscv64 => 280 }->{$MACHINE};

# Loads the BPF program "return 0" as a type, and closes it again. Says what is the matter, or nothing. bpf(2).
sub load_bpf {
    my ($type, $attach_type, $attach_id) = @_;
    return "Drydock does not know how to load BPF programs on $MACHINE" unless defined $BPF;
    # struct bpf_insn: r0 = 0; exit.
    my $program = pack('C C s l', 0xb7, 0, 0, 0) . pack('C C s l', 0x95, 0, 0, 0);
    my ($license, $log) = ("GPL\0", "\0" x 4096);
    my $at = sub { unpack 'Q', pack 'p', $_[0] };
    # union bpf_attr of BPF_PROG_LOAD, up to attach_btf_id.
    my $attr = pack 'L L Q Q L L Q L L a16 L L L L Q L L L', $type, 2, $at->($program), $at->($license), 0, 0, 0, 0, 0,
        '', 0, $attach_type, 0, 0, 0, 0, 0, $attach_id;
    my $number = syscall($BPF, 5, $attr, length $attr);
    return "the kernel loads no such BPF program for root of the engine’s host: $!" if $number < 0;
    if ($type == 17) {
        my $name = "sys_enter\0";
        my $link = syscall($BPF, 17, my $open = pack('Q L L', $at->($name), $number, 0), 16);
        my $why = "$!";
        POSIX::close($number);
        return "the kernel attaches no BPF program for root of the engine’s host: $why" if $link < 0;
        POSIX::close($link);
        return '';
    }
    my $link = syscall($BPF, 17, my $open = pack('Q L L', 0, $number, 0), 16);
    my $why = "$!";
    POSIX::close($number);
    return "the kernel attaches no BPF program to a hook of an LSM: $why" if $link < 0;
    POSIX::close($link);
    return '';
}

# The number of the type of a kernel function in /sys/kernel/btf/vmlinux: btf.rst of the kernel.
sub btf_function {
    my ($wanted) = @_;
    my ($text) = read_file('/sys/kernel/btf/vmlinux', 64 * 1024 * 1024);
    return unless defined $text && length $text > 24;
    my ($magic, undef, undef, $head, $types, $length, $strings) = unpack 'S C C L L L L', $text;
    return unless $magic == 0xeb9f;
    my $name_at = index $text, "\0$wanted\0", $head + $strings;
    return if $name_at < 0;
    my $name = $name_at + 1 - $head - $strings;
    # How many bytes follow a type of a kind, beside those for each member.
    my %more = (1 => 4, 3 => 12, 14 => 4, 17 => 4);
    my %each = (4 => 12, 5 => 12, 6 => 8, 13 => 8, 15 => 12, 19 => 12);
    my ($at, $end, $id) = ($head + $types, $head + $types + $length, 1);
    while ($at < $end) {
        my ($of, $info) = unpack 'L L', substr $text, $at, 8;
        my $kind = $info >> 24 & 0x1f;
        return $id if $kind == 12 && $of == $name;
        $at += 12 + ($more{$kind} // 0) + ($each{$kind} // 0) * ($info & 0xffff);
        $id += 1;
    }
    return;
}

my %ABILITIES = (
    btf => sub { -r '/sys/kernel/btf/vmlinux' ? '' : 'the kernel does not tell its types (no /sys/kernel/btf/vmlinux)' },
    'bpf-tracing' => sub { load_bpf(17, 0, 0) },
    'bpf-lsm' => sub {
        my $id = btf_function('bpf_lsm_file_open') // return 'the kernel has no LSM of BPF (no bpf_lsm_file_open)';
        return load_bpf(29, 27, $id);
    },
);

sub ability {
    my ($name) = @_;
    return $ABILITIES{$name}->() if $ABILITIES{$name};
    if ($name =~ /^lsm-(\w+)$/) {
        my ($list) = read_file('/sys/kernel/security/lsm', 4096);
        ($list) = read_file('/proc/1/root/sys/kernel/security/lsm', 4096) unless defined $list;
        return 'which security modules the kernel runs is not told here' unless defined $list;
        return (grep { $_ eq $1 } split /,/, $list =~ s/\s+$//r) ? '' : "the kernel runs no $1, only $list";
    }
    if ($name =~ /^ids-(\d+)$/) {
        # Ranges of subuid(5) begin at 100,000: SUB_UID_MIN of login.defs(5).
        my ($wanted, $text) = ($1, (read_file('/proc/self/uid_map', 65536))[0] // '');
        for (split /\n/, $text) {
            my ($inside, undef, $length) = split;
            return '' if $inside <= 100_000 && $inside + $length >= 100_000 + $wanted;
        }
        return "the engine’s host has no $wanted ids for user namespaces in containers";
    }
    die "not an ability: $name\n";
}

sub abilities { tell_value("ability $_", ability($_)) for @_ }

my %REQUESTS = (
    abilities => \&abilities, facts => \&facts, http => \&http, mounts => \&mounts, reach => \&reach,
);

sub send_answer {
    my $text = join '', @answer;
    $text = length($text) . "\n" . $text;
    while (length $text) {
        my $sent = syswrite STDOUT, $text;
        if (defined $sent) { substr $text, 0, $sent, '' }
        elsif (!$!{EINTR}) { exit 0 }
    }
}

binmode STDIN;
binmode STDOUT;
$SIG{PIPE} = 'IGNORE';
while (defined(my $line = <STDIN>)) {
    my ($word, @rest) = split ' ', $line;
    @answer = ("probe $VERSION\n");
    my $request = $REQUESTS{$word // ''};
    my $done = eval { ($request // sub { die "no such request\n" })->(@rest); 1 };
    if (!$done) {
        @answer = ("probe $VERSION\n");
        tell_value('error', $@);
    }
    push @answer, "end\n";
    send_answer();
}
