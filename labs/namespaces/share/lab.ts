import {
  ask,
  caps,
  defineLab,
  edit,
  http,
  program,
  service,
  shares,
  vary,
} from '../../../src/lab/authoring.ts';

const web = service('web');
const side = service('side');
const compose = edit('compose.yaml');
const set = (key: string, value: string | string[]) => compose.set(`services.${key}`, value);

const readMore = '/namespaces/#who-shares-what';

const joined = [set('side.network_mode', 'service:web'), set('side.pid', 'service:web')];
const asRootWithKill = [set('side.user', '0'), set('side.cap_add', ['KILL'])];

/** The token in a file, as a secret of Compose's or in a folder of one's own. */
const inFile = [compose.unset('services.web.environment')];
const asSecret = [
  ...inFile,
  set('web.environment.TOKEN_FILE', '/run/secrets/token'),
  edit('token').write('{{token}}\n'),
  compose.set('services.web.secrets', ['token']),
  compose.set('secrets.token.file', './token'),
];
const inFolder = [
  ...inFile,
  set('web.environment.TOKEN_FILE', '/keys/token'),
  edit('keys/token').write('{{token}}\n'),
  set('web.volumes', ['./web:/srv:ro', './settings:/settings:ro', './keys:/keys:ro']),
];

/** Asks web and side over HTTP, in perl for the workbench. A container in another's network has that one's address. */
const both = String.raw`
use IO::Socket::INET;
my $of = "label=com.docker.compose";
my %at = map {
  my ($id) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$_);
  my ($address) = $id ? map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $id) : ();
  $_ => $address;
} qw(web side);
sub ask {
  my ($service, $port, $path) = @_;
  my ($address) = grep { defined } @at{$service, 'web', 'side'};
  my $there = $address && IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 2)
    or die "$service does not answer on port $port\n";
  print $there "GET $path HTTP/1.0\r\n\r\n";
  my @answer = <$there>;
  return $answer[-1] // '';
}
`;

/** The seal takes the token: a hash of the token and of a word that is drawn. */
const sealed = String.raw`${both}
my ($drawn, $token) = @ARGV;
my ($seal) = crypt("$token $drawn", '$5$rounds=1000$seal') =~ /([^\$]+)\z/;
my $answer = ask('web', 8080, "/$drawn");
$answer =~ /sealed \Q$seal\E$/m or die "web answered: $answer";
print scalar reverse $drawn;
`;

/** From where web takes it. */
const tokenOfWeb = String.raw`
if (defined $ENV{TOKEN_FILE}) { open STDIN, '<', $ENV{TOKEN_FILE} or die "$ENV{TOKEN_FILE}: $!\n"; print scalar <STDIN> }
else { print $ENV{TOKEN} // die "no token\n" }
`;

/**
 * Lets side tell web to read its settings, three to five times, and looks how often web has read them: each time once
 * more, and never without being told. What reads by the clock, or whenever somebody asks, was told nothing.
 */
const toldToRead = String.raw`${both}
my ($drawn) = @ARGV;
sub reads { my ($count) = ask('side', 9000, '/x') =~ /settings read (\d+)/; $count // die "side does not show the state of web\n" }
my $before = reads();
select undef, undef, undef, 1.2;
my $later = reads();
$later == $before or die "web reads its settings when nobody has told it to: $before times, and $later a second later\n";
for my $more (1 .. 3 + ord($drawn) % 3) {
  my $said = ask('side', 9000, '/reload');
  for (1 .. 20) { last if reads() >= $before + $more; select undef, undef, undef, 0.05 }
  my $now = reads();
  $now >= $before + $more or die "web read nothing; $said";
  $now == $before + $more or die "side told web $more times, and web read @{[$now - $before]} times\n";
}
print scalar reverse $drawn;
`;

/**
 * Says where side can read a text: in the environment and the arguments of each process that it sees, and in the files
 * that are mounted in its own root or in that of such a process, wherever. And in which processes of other mounts, since
 * whatever shows of one that it may trace, the memory has what it works with. Tries it as the user that side has, then as
 * each other user that it may become. Programs and libraries of the image are not looked through, and neither are the
 * arguments of this program, which have the text too.
 */
const readFrom = String.raw`
use POSIX ();
my ($text) = @ARGV;
$| = 1;
my ($left, %told);
sub pids { map { m{(\d+)\z} } glob '/proc/[0-9]*' }
sub look_into {
  my ($path) = @_;
  open my $file, '<', $path or return;
  read $file, my $read, 65536;
  return if index($read // '', $text) < 0 || $read =~ /sub look_into/;
  print "token in $path\n" unless $told{$path}++;
}
sub walk {
  my ($root, $path) = @_;
  my ($at, @stat) = ("$root$path", lstat "$root$path");
  return if !@stat || -l _ || $left-- <= 0;
  return look_into($at) if -f _;
  return if !-d _ || $path =~ m{^/(?:proc|sys|dev|usr|var/lib)\z};
  opendir my $folder, $at or return;
  my $below = $path eq '/' ? '' : $path;
  walk($root, "$below/$_") for grep { !/^\.\.?\z/ } readdir $folder;
}
sub mounted {
  open my $mounts, '<', "/proc/$_[0]/mountinfo" or return;
  grep { $_ ne '/' && !m{^/(?:proc|sys|dev)\b} } map { (split)[4] } <$mounts>;
}
my $own = readlink '/proc/self/ns/mnt';
sub look {
  look_into($_) for map { ("/proc/$_/environ", "/proc/$_/cmdline") } pids();
  my %seen;
  for (['', 'self'], map { ["/proc/$_/root", $_] } pids()) {
    my ($root, $pid) = @$_;
    my @stat = stat "$root/" or next;
    next if $seen{join ' ', @stat[0, 1], readlink "/proc/$pid/ns/mnt"}++;
    for (mounted($pid), '/') {
      $left = 20000;
      walk($root, $_);
    }
  }
  for my $pid (pids()) {
    my $mounts = readlink("/proc/$pid/ns/mnt") // next;
    print "token in process $pid, which side may trace\n" if $mounts ne $own && !$told{$pid}++;
  }
}
look();
my %groups = map { my @stat = stat "/proc/$_"; @stat ? ($stat[4] => $stat[5]) : () } pids();
for my $uid (grep { $_ != $> } sort keys %groups) {
  my $child = fork // die "fork: $!\n";
  if ($child) { waitpid $child, 0; next }
  POSIX::setgid($groups{$uid});
  look() if POSIX::setuid($uid) && $> == $uid;
  POSIX::_exit(0);
}
print "looked\n";
`;

export default defineLab({
  title: 'Who shares what',
  level: 'guided',
  minutes: 15,
  images: ['debian:trixie-slim'],
  takeaway: {
    file: 'compose.yaml',
    why: 'A side-car that shares network and process ids with a service, and still cannot read its secret.',
  },
  vars: { token: vary.word() },
  guards: {
    greets: http(web, 8080, '/{{nonce}}')
      .says('{{nonce_reversed}}, sealed ')
      .titled('web: greets')
      .why('web has to go on working, whatever shares its namespaces.')
      .readMore(readMore),
    seals: program(web, ['perl', '-e', sealed, '{{nonce}}', '{{token}}'], { in: 'workbench' })
      .prints('{{nonce_reversed}}')
      .titled('web: has its token, and seals with it')
      .why('web needs its token to seal, so the token cannot be taken away.')
      .readMore(readMore),
  },
  tasks: {
    join: {
      title: 'Join',
      checks: ['network', 'state', 'reload'],
      questions: ['found'],
      readMore,
      hints: [
        'side connects to port 9090 of loopback, and looks for a process named web. In namespaces of its own it finds neither: `docker compose logs side` names what it did not find.',
        'Two keys of a service in compose.yaml put it into a namespace of another service: `network_mode` and `pid`.',
        '`network_mode: service:web` and `pid: service:web` under `side`. For the token: `docker compose exec side cat /proc/1/environ | tr "\\0" "\\n"`.',
      ],
    },
    apart: {
      title: 'Apart again',
      checks: ['token', 'powers'],
      readMore: '/namespaces/#apart-again',
      hints: [
        'side can read the environment of web because both run as the same user. To signal a process of another user takes a capability.',
        'Another user needs CAP_KILL to signal web. `cap_add` makes a capability effective for root, and not for another user.',
        '`user: "0"` and `cap_add: [KILL]` under `side`, beside the `cap_drop: [ALL]` that is there. Or take `pid` away again, and let side ask over the network: `TELL: request`.',
      ],
    },
  },
  checks: {
    network: side
      .everyProcess(shares('net').with(web))
      .why(
        'What listens on loopback is for its own network alone. Opened to other addresses, it is for whoever can reach them.',
      ),
    state: http(side, 9000, '/{{nonce}}')
      .says('{{nonce_upper}}: served ')
      .titled('side: shows the state of web')
      .why('Port 9090 listens on loopback, and each network namespace has a loopback of its own.'),
    reload: program(side, ['perl', '-e', toldToRead, '{{nonce}}'], { in: 'workbench' })
      .prints('{{nonce_reversed}}')
      .titled('side: makes web read its settings again')
      .points(2)
      .why('A signal needs a process id that side can see, and the permission to signal it.'),
    token: program(side, ['perl', '-e', readFrom, '{{token}}'])
      .lacks('token in')
      .titled('side: cannot read the token of web')
      .points(2)
      .why(
        'In /proc a process can read the environment and the root directory of each process that the kernel lets it trace.',
      ),
    powers: side
      .everyProcess(caps.bounding.within('KILL'))
      .why(
        'Some of Docker’s default capabilities let root become the user of web, or read the packets of both.',
      ),
  },
  questions: {
    found: ask.text('Which token has web?', program(web, ['perl', '-e', tokenOfWeb]).quantity(), {
      because:
        'side was given no token. It reads the environment of web, with which it shares a pid namespace and a user id.',
    }),
  },
  states: {
    solution: { edits: [...joined, ...asRootWithKill] },
    accepts: {
      'asked-over-loopback': {
        edits: [set('side.network_mode', 'service:web'), set('side.environment.TELL', 'request')],
      },
      // ptrace(2) asks for the same group too, kill(2) does not.
      'another-group': { edits: [...joined, set('side.user', '10001:10002')] },
      'in-a-file-apart': { from: 'solution', edits: inFolder },
      'web-joins-side': {
        edits: [set('web.network_mode', 'service:side'), set('web.pid', 'service:side'), ...asRootWithKill],
      },
    },
    mistakes: {
      'joined-alone': { edits: joined, fails: { token: 'token in /proc/1/environ' } },
      'network-alone': {
        edits: [set('side.network_mode', 'service:web')],
        fails: { reload: 'no process named web is to be seen' },
      },
      'processes-alone': {
        edits: [set('side.pid', 'service:web'), ...asRootWithKill],
        fails: {
          network: 'has a net namespace apart from web',
          state: 'status 502',
          reload: 'does not show the state',
        },
      },
      'another-user': {
        edits: [...joined, set('side.user', '10002')],
        fails: { reload: 'side: SIGHUP to process 1' },
      },
      // Not root: the capability is in the bounding set alone.
      'another-user-with-kill': {
        edits: [...joined, set('side.user', '10002'), set('side.cap_add', ['KILL'])],
        fails: { reload: 'side: SIGHUP to process 1' },
      },
      // The root directory of a process is behind the same door as its environment.
      'in-a-file': {
        edits: [...joined, ...asSecret],
        fails: { token: 'token in /proc/1/root/run/secrets/token' },
      },
      'in-a-folder': {
        edits: [...joined, ...inFolder],
        fails: { token: 'token in /proc/1/root/keys/token' },
      },
      'in-a-folder-of-both': {
        from: 'solution',
        edits: [
          ...inFolder,
          set('side.volumes', ['./side:/srv:ro', './settings:/settings:ro', './keys:/mnt/keys:ro']),
        ],
        fails: { token: 'token in /mnt/keys/token' },
      },
      'as-root': {
        edits: [...joined, set('side.user', '0'), set('side.cap_drop', [])],
        fails: { token: 'token in /proc/1/environ', powers: 'bounding holds' },
      },
      'both-root': {
        from: 'solution',
        edits: [set('web.user', '0')],
        fails: { token: 'token in /proc/1/environ' },
      },
      'by-the-clock': {
        edits: [
          ...joined,
          set('side.user', '10002'),
          edit('web/web.pl').replace(
            'for my $door ($doors->can_read) {',
            'read_settings();\n    for my $door ($doors->can_read(0.2)) {',
          ),
        ],
        fails: { reload: 'when nobody has told it to' },
      },
      // perl writes over what /proc shows of the environment. The token is in the memory.
      'environment-written-over': {
        edits: [...joined, edit('web/web.pl').replace('close $name;', "close $name;\n$0 = 'web';")],
        fails: { token: 'token in process 1, which side may trace' },
      },
      // Without any shared namespace, whoever reaches web may tell it too.
      'open-to-all': {
        edits: [
          edit('web/web.pl').replace("'127.0.0.1', 9090", "'0.0.0.0', 9090"),
          edit('side/side.pl').replace("PeerAddr => '127.0.0.1'", "PeerAddr => 'web'"),
          set('side.environment.TELL', 'request'),
        ],
        fails: { network: 'has a net namespace apart from web' },
      },
      'token-taken-away': {
        from: 'solution',
        edits: [set('web.environment.TOKEN', 'none')],
        fails: { seals: 'web answered' },
      },
      'process-ids-of-the-host': {
        edits: [set('side.network_mode', 'service:web'), set('side.pid', 'host'), ...asRootWithKill],
        fails: {},
        refused: 'pid',
      },
    },
  },
});
