import {
  apart,
  ask,
  caps,
  defineLab,
  edit,
  network,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const box = service('box');
const script = edit('network.sh');
const reporter = (expect: Parameters<typeof box.processesNamed>[1]) => box.processesNamed('reporter', expect);

const last = 'exec perl /srv/reporter.pl';
const asNobody =
  'setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all';
const made = ['ip netns delete home 2> /dev/null || true', 'ip netns add home'];
const moved = ['ip link set inside netns home'];
const up = ['ip -n home link set lo up', 'ip -n home link set inside up'];
const names = ['mkdir -p /etc/netns/home', 'touch /etc/netns/home/resolv.conf'];
const lease = ['ip netns exec home udhcpc -i inside -n -q'];
const shut = ['chmod 600 /run/agent/socket'];
const addressByHand = [
  'ip -n home address add 10.77.0.9/24 dev inside',
  'ip -n home route add default via 10.77.0.1',
];
const inHome = `exec ip netns exec home ${asNobody} perl /srv/reporter.pl`;

/** network.sh with these lines in place of its last. */
const lines = (...commands: string[]) => script.replace(last, commands.join('\n'));

/**
 * Finds the process named reporter in box, and starts programs in its namespaces, in perl. Root of box has no
 * CAP_SYS_PTRACE: it opens them with the user and group of the process as those for files, by setfsuid(2).
 */
const find = String.raw`
use Fcntl; use POSIX ();
sub name_of { open my $file, '<', "/proc/$_[0]/comm" or return ''; <$file> // '' }
my ($pid) = grep { name_of($_) eq "reporter\n" } map { m{(\d+)\z} } glob '/proc/[0-9]*';
defined $pid or die "there is no process named reporter\n";
my ($uid, $gid) = (stat "/proc/$pid")[4, 5];
my ($setfsuid, $setfsgid) = @{{x86_64 => [122, 123], aarch64 => [151, 152]}->{(POSIX::uname())[4]} // die "no number of setfsuid\n"};
$^F = 63;
sub within {
  my ($places, @program) = @_;
  syscall $setfsgid, $gid; syscall $setfsuid, $uid;
  my @opened = map {
    my ($option, $path) = @$_;
    sysopen my $file, "/proc/$pid/$path", O_RDONLY or die "$path of reporter: $!\n";
    [$option, $file];
  } @$places;
  syscall $setfsuid, 0; syscall $setfsgid, 0;
  exec 'nsenter', (map { "--$$_[0]=/proc/self/fd/" . fileno $$_[1] } @opened), @program or die "nsenter: $!\n";
}
my $net = ['net', 'ns/net'];
`;

/**
 * Judges the devices of reporter's network by what they are, whatever they are called: loopback, one end of a pair whose
 * other end is in the street, and the tunnels that the kernel puts into each network namespace once their module is
 * loaded, which lead nowhere while they are down. ip knows the names of namespaces that have been listed before.
 */
const devices = String.raw`${find}
within([$net], 'perl', '-e', q{
  qx(ip -details -oneline link);
  my ($ours, @others) = (0);
  for (qx(ip -details -oneline link)) {
    my ($name, $flags) = /^\d+: ([^:\@]+)\S* <([^>]*)>/ or next;
    my ($kind) = /maxmtu \d+ \W*(?!addrgenmode)(\w+)/ ? $1 : 'a device';
    next if m{ link/loopback } || $flags !~ /\bUP\b/ && $kind =~ /^(?:ipip|sit|gre|gretap|erspan|vti|vti6|ip6tnl|ip6gre)\z/;
    next if $kind eq 'veth' && / link-netns street / && !$ours++;
    push @others, "$name: $kind" . (/ link-netns street / ? ', another one whose other end is in street' : ', which leads elsewhere');
  }
  print "$_\n" for @others;
  print "there is no pair whose other end is in street\n" if !$ours;
  print "that is all\n" if $ours && !@others;
});
`;

/** Asks the reporter, in the network where it is. */
const asked = String.raw`${find}
my ($path) = @ARGV;
within([$net], 'perl', '-MIO::Socket::INET', '-e', q{
  my $there = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8080, Timeout => 2)
    or die "nobody answers on port 8080 of loopback, where reporter is: $@\n";
  print $there "GET $ARGV[0] HTTP/1.0\r\n\r\n";
  print +(<$there>)[-1];
}, $path);
`;

/**
 * Lets the reporter ask the store, and then resolves a name that is drawn, in the reporter's network and with its
 * mounts: the street's name server knows each name that ends in store.example, and no file can.
 */
const stored = String.raw`${find}
my ($drawn) = @ARGV;
within([$net, ['mount', 'ns/mnt'], ['root', 'root']], 'perl', '-MIO::Socket::INET', '-e', q{
  my $there = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8080, Timeout => 2)
    or die "nobody answers on port 8080 of loopback, where reporter is: $@\n";
  print $there "GET /store/$ARGV[0] HTTP/1.0\r\n\r\n";
  my $answer = (<$there>)[-1];
  my $name = "$ARGV[0].store.example";
  my $address = inet_aton($name);
  print $address ? $answer . 'the name server says ' . inet_ntoa($address) . "\n" : "no name server tells $name\n$answer";
}, $drawn);
`;

/** Connects to the agent as the reporter may: in its network, with its mounts and root, as its user, in its groups and without more. */
const agentTried = String.raw`${find}
open my $status, '<', "/proc/$pid/status" or die "status: $!\n";
my %is = map { /^(\w+):\s*(.*?)\s*$/ } <$status>;
my $groups = join ',', split ' ', $is{Groups};
my @groups = $groups eq '' ? '--clear-groups' : ('--groups', $groups);
my @without = hex $is{CapPrm} ? () : ('setpriv', '--reuid', $uid, '--regid', $gid, @groups, '--bounding-set=-all');
within([$net, ['mount', 'ns/mnt'], ['root', 'root']], @without, 'perl', '-MIO::Socket::UNIX', '-e', q{
  my ($folder, $path) = ('/run/agent', '/run/agent/socket');
  my $owned = -e $path ? -o $path : -o $folder && !-x $folder;
  for (['path', $path], ['abstract', "\0agent"]) {
    my ($kind, $name) = @$_;
    my $agent = IO::Socket::UNIX->new(Peer => $name);
    my $why = $!;
    my $own = $owned && $kind eq 'path';
    print "$kind: ", $agent ? 'open' : $own ? 'its own, so that chmod(2) opens it' : "shut, $why", "\n";
  }
});
`;

/** What programs of box, root that they are, get from the agent. */
const agentAsked = String.raw`
use IO::Socket::UNIX;
my ($word) = @ARGV;
for ('/run/agent/socket', "\0agent") {
  my $agent = IO::Socket::UNIX->new(Peer => $_) or die "the agent: $!\n";
  print $agent "$word\n";
  print scalar <$agent>;
}
`;

/** The lease that the server of the street wrote down for the device of reporter's network, and the addresses there. */
const leased = String.raw`${find}
within([$net], 'perl', '-e', q{
  my %hardware = map { $_ => 1 } map { m{link/ether (\S+)} } qx(ip -o link);
  my @there = map { /inet ([0-9.]+)/ } qx(ip -4 -o address show scope global);
  open my $leases, '<', '/run/leases' or die "/run/leases: $!\n";
  my ($lease) = map { $$_[2] } grep { $hardware{$$_[1]} } map { [split] } <$leases>;
  print 'lease ', $lease // 'none', "\n", 'address ', join(' ', @there) || 'none', "\n";
  print "as leased\n" if @there == 1 && $lease eq $there[0];
});
`;

/** Docker's name server tells the names of services. That of the street knows none of them. */
const namesOfBox =
  'cat /etc/resolv.conf; if getent hosts box > /dev/null; then echo it tells the name box; else echo nobody tells the name box; fi';

const readMore = '/namespaces/#a-network-for-one-program';

export default defineLab({
  title: 'A network for one program',
  level: 'guided',
  minutes: 25,
  images: ['drydock/net:1'],
  needs: { mounts: 'sysfs' },
  grants: [
    {
      service: 'box',
      key: 'cap_add',
      value: 'NET_ADMIN',
      words: 'box configures its network, and those that it makes',
    },
    {
      service: 'box',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'box makes namespaces, and mounts files in them',
    },
    {
      service: 'box',
      key: 'security_opt',
      value: 'apparmor=unconfined',
      words: 'box has no AppArmor profile of Docker’s, so that ip may mount',
    },
  ],
  opens: 'network.sh',
  takeaway: {
    file: 'network.sh',
    why: 'One program in a network of its own: a device, an address, a route and a name server, and no other way out.',
  },
  vars: { name: vary.word() },
  guards: {
    works: program(box, ['perl', '-e', asked, '/{{nonce}}'])
      .prints('{{name}} {{nonce_reversed}}')
      .titled('box: reporter answers on the loopback of its network')
      .why(
        'The loopback of a new namespace is down until somebody sets it up. `docker compose logs box` has what network.sh printed, and how it ended.',
      )
      .readMore(readMore),
    'agent-works': program(box, ['perl', '-e', agentAsked, '{{nonce}}'])
      .prints('{{nonce_reversed}}\n{{nonce_reversed}}')
      .titled('box: root still reaches the agent, on both of its sockets')
      .why('Other programs of box need the agent, so it has to go on working.')
      .readMore('/namespaces/#sockets-that-stay'),
  },
  tasks: {
    device: {
      title: 'Move the device',
      checks: ['own', 'devices'],
      readMore,
      hints: [
        'First make a network namespace, then move the device there, then start the program in it.',
        'The commands are `ip netns add`, `ip link set … netns …` and `ip netns exec`. A new namespace has a loopback that is down.',
        '`ip netns add home`, `ip link set inside netns home`, `ip -n home link set lo up`, `ip -n home link set inside up`, and `exec ip netns exec home perl /srv/reporter.pl` as the last line.',
      ],
    },
    address: {
      title: 'Address, route, names',
      checks: ['address', 'route', 'by-name', 'names-of-box'],
      questions: ['lease'],
      readMore: '/namespaces/#a-name-server-for-one-program',
      hints: [
        'udhcpc asks for an address on one device. It has to run where the device is.',
        '`udhcpc -i inside -n -q` sets address and route, and writes /etc/resolv.conf. `ip netns exec home` puts /etc/netns/home/resolv.conf there, if that file exists.',
        '`mkdir -p /etc/netns/home`, `touch /etc/netns/home/resolv.conf`, then `ip netns exec home udhcpc -i inside -n -q`, all before the last line.',
      ],
    },
    rest: {
      title: 'What is left open',
      checks: ['powerless', 'path'],
      readMore: '/namespaces/#sockets-that-stay',
      hints: [
        'A program with CAP_SYS_ADMIN can go back into another network namespace. A socket with a path is found through the mounts, and opened by its mode.',
        'setpriv(1) starts a program as another user, without capabilities. connect(2) to a UNIX socket with a path needs write permission for the socket.',
        `\`chmod 600 /run/agent/socket\`, and as the last line \`exec ip netns exec home ${asNobody} perl /srv/reporter.pl\`.`,
      ],
    },
  },
  checks: {
    own: reporter(apart('net').from('init')).why(
      'A process has the network namespace of its parent, unless it is started in another.',
    ),
    devices: program(box, ['perl', '-e', devices])
      .prints('that is all')
      .titled(
        'box: reporter’s network has no device but loopback and the one whose other end is in the street',
      )
      .why(
        'Each other device is another way for packets to leave the program’s network, or to enter it. Its name says nothing of where it leads.',
      ),
    address: program(box, ['perl', '-e', leased])
      .prints('as leased')
      .titled('box: reporter’s network has the address that the DHCP server gave')
      .why(
        'A device that moves to another namespace loses the addresses that it had. An address that no server gave may be somebody else’s.',
      ),
    route: reporter(network.routeTo('default')).why(
      'Without a default route the program reaches its own network alone.',
    ),
    'by-name': program(box, ['perl', '-e', stored, '{{nonce}}'])
      .prints('{{nonce_upper}}\nthe name server says 10.77.0.1')
      .titled('box: reporter finds the store, and names that end like its, by a name server')
      .points(2)
      .why(
        'A program reads in /etc/resolv.conf which name server to ask. The mount namespace decides which file that is, not the network namespace.',
      ),
    'names-of-box': program(box, ['sh', '-c', namesOfBox])
      .prints('it tells the name box')
      .titled('box: still asks its own name server')
      .why('A DHCP client writes /etc/resolv.conf. The other programs of box need theirs as it was.'),
    powerless: reporter(caps.permitted.none()).why(
      'A program with CAP_SYS_ADMIN can go back to the network of box by setns(2): /proc has the namespaces of the other processes.',
    ),
    path: program(box, ['perl', '-e', agentTried])
      .prints('path: shut')
      .titled('box: reporter cannot connect to /run/agent/socket')
      .points(2)
      .why(
        'The path of a UNIX socket is looked up in the mounts, whatever network namespace the program is in.',
      ),
  },
  questions: {
    lease: ask.text(
      'Which address did the DHCP server give to reporter’s network? Write it without the prefix length, such as /24.',
      program(box, ['perl', '-e', leased]).quantity('lease'),
      {
        because:
          'The server derives it from the hardware address, which the kernel chose at random for this pair of devices.',
      },
    ),
  },
  states: {
    solution: { edits: [lines(...made, ...moved, ...up, ...names, ...lease, ...shut, inHome)] },
    accepts: {
      // Another right answer to the last check: mounts of the program's own.
      'hidden-by-a-mount': {
        edits: [
          lines(
            ...made,
            ...moved,
            ...up,
            ...names,
            ...lease,
            `exec ip netns exec home sh -c 'mount -t tmpfs tmpfs /run/agent && exec ${asNobody} perl /srv/reporter.pl'`,
          ),
        ],
      },
      // As the source has it: the namespace is named by a process that is in it.
      'by-process-id': {
        edits: [
          lines(
            ...made,
            `ip link set inside netns "$(ip netns exec home sh -c 'sleep 1 >&- & echo $!')"`,
            ...up,
            ...names,
            ...lease,
            ...shut,
            inHome,
          ),
        ],
      },
      // Another tool, another name of the device and another user: what counts is where each leads.
      'without-ip-netns': {
        edits: [
          lines(
            ...shut,
            `unshare --net --mount sh -c '
  until ip link set lo up && ip link set inside name eth0; do sleep 0.1; done
  ip link set eth0 up
  touch /run/resolv.conf
  mount --bind /run/resolv.conf /etc/resolv.conf
  udhcpc -i eth0 -n -q
  exec setpriv --reuid 20002 --regid 20002 --clear-groups perl /srv/reporter.pl' &`,
            'until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done',
            'ip link set inside netns $!',
            'wait',
          ),
        ],
      },
    },
    mistakes: {
      'address-by-hand': {
        edits: [
          lines(
            ...made,
            ...moved,
            ...up,
            ...names,
            'echo nameserver 10.77.0.1 > /etc/netns/home/resolv.conf',
            ...addressByHand,
            ...shut,
            inHome,
          ),
        ],
        fails: { address: 'lease none' },
      },
      'names-in-a-file': {
        edits: [
          lines(
            ...made,
            ...moved,
            ...up,
            'echo 10.77.0.1 store.example >> /etc/hosts',
            ...addressByHand,
            ...shut,
            inHome,
          ),
        ],
        fails: { address: 'lease none', 'by-name': 'no name server tells' },
      },
      'program-left-outside': {
        edits: [
          lines(
            ...made,
            ...moved,
            ...up,
            ...names,
            ...lease,
            ...shut,
            `exec ${asNobody} perl /srv/reporter.pl`,
          ),
        ],
        fails: {
          own: 'shares the net namespace',
          devices: 'eth0',
          address: 'lease none',
          'by-name': 'no name server tells',
        },
      },
      'loopback-down': {
        edits: [
          lines(...made, ...moved, 'ip -n home link set inside up', ...names, ...lease, ...shut, inHome),
        ],
        fails: { works: 'nobody answers on port 8080 of loopback' },
      },
      'no-name-server-of-its-own': {
        edits: [lines(...made, ...moved, ...up, ...lease, ...shut, inHome)],
        fails: { 'names-of-box': '10.77.0.1' },
      },
      'names-by-hand-to-nobody': {
        edits: [lines(...made, ...moved, ...up, ...addressByHand, ...shut, inHome)],
        fails: { address: 'lease none', 'by-name': 'no name server tells' },
      },
      'no-route': {
        from: 'solution',
        edits: [script.replace('exec ip netns', 'ip -n home route delete default\nexec ip netns')],
        fails: { route: 'has no default route' },
      },
      // The name is that of a tunnel which the kernel makes by itself. And a file without a name server names no wrong one.
      'a-way-back': {
        from: 'solution',
        edits: [
          script.replace(
            'chmod 600',
            'ip link add back type veth peer name ip6_vti0 netns home\n: > /etc/resolv.conf\nchmod 600',
          ),
        ],
        fails: {
          devices: 'ip6_vti0: veth, which leads elsewhere',
          'names-of-box': 'nobody tells the name box',
        },
      },
      'root-inside': {
        from: 'solution',
        edits: [script.replace(` ${asNobody}`, '')],
        fails: { powerless: 'permitted holds', path: 'path: open' },
      },
      // Root without capabilities cannot open it, and owns it.
      'owner-without-capabilities': {
        from: 'solution',
        edits: [script.replace('chmod 600', 'chmod 0'), script.replace(' --reuid 10001 --regid 10001', '')],
        fails: { path: 'chmod(2) opens it' },
      },
      'socket-for-everybody': {
        from: 'solution',
        edits: [script.replace(`${shut.join('')}\n`, '')],
        fails: { path: 'path: open' },
      },
      // Root of box is in group 0, and so is a program that keeps the groups.
      'groups-kept': {
        from: 'solution',
        edits: [script.replace('chmod 600', 'chmod 660'), script.replace('--clear-groups', '--keep-groups')],
        fails: { path: 'path: open' },
      },
      'capabilities-kept': {
        from: 'solution',
        edits: [
          script.replace(
            asNobody,
            'setpriv --reuid 10001 --regid 10001 --clear-groups --inh-caps=+sys_admin --ambient-caps=+sys_admin',
          ),
        ],
        fails: { powerless: 'permitted holds SYS_ADMIN', path: 'path: open' },
      },
      'agent-for-nobody': {
        from: 'solution',
        edits: [script.replace('chmod 600 /run/agent/socket', 'rm /run/agent/socket')],
        fails: { 'agent-works': 'the agent: ' },
      },
    },
    scenes: {
      // As the source has it. The mount of the namespace is gone, and the file is there.
      'after-a-restart': {
        from: 'solution',
        edits: [script.replace(made.join('\n'), 'ip netns add home || true')],
        run: ['docker compose restart box'],
      },
      // A radio without hardware, which only another kernel has.
      radio: {
        images: ['drydock/kernel:1'],
        edits: [
          edit('compose.yaml').set('services.laptop', {
            image: 'drydock/kernel:1',
            network_mode: 'none',
            read_only: true,
            cap_drop: ['ALL'],
            security_opt: ['no-new-privileges:true'],
            stop_grace_period: '1s',
          }),
        ],
      },
    },
  },
});
