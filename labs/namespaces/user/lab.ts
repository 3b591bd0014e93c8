import {
  ask,
  defineLab,
  edit,
  http,
  owns,
  program,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const desk = service('desk');
const compose = edit('compose.yaml');
const set = (key: string, value: string | string[]) => compose.set(`services.desk.${key}`, value);

const unfiltered = ['no-new-privileges:true', 'seccomp=unconfined', 'apparmor=unconfined'];
/** A user without capabilities, who may make namespaces. */
const nobody = [
  set('user', '{{uid}}:{{uid}}'),
  compose.unset('services.desk.cap_add'),
  set('cap_drop', ['ALL']),
  set('security_opt', unfiltered),
];
const started = (how: string) => set('command', `${how} perl worker.pl`);
/** Options of unshare(1) with which root maps ids of the host: a user and the group of the same number. */
const mapped = (inside: string, outside = '{{uid}}') =>
  `--map-users ${inside}:${outside}:1 --map-groups ${inside}:${outside}:1`;
/** Opens the file as whoever answers on port 8080 may: over HTTP by a spelling that is drawn, and in its namespaces. */
const tried = String.raw`
use IO::Socket::INET;
use POSIX ();
my ($drawn) = @ARGV;
my $path = '/etc' . '/.' x (1 + ord($drawn) % 7) . '/shadow';
sub say_of { my ($how, $said) = @_; print $said =~ /Permission denied|No such file or directory/ ? "$how: refused\n" : "$how: opened, $said\n" }
sub lines_of { open my $file, '<', $_[0] or return; return <$file> }
sub listening { return map { /pid=(\d+)/ } qx(ss -Hltnp 'sport = :8080') }
my ($pid) = listening();
# Root without SYS_PTRACE may look into the user namespaces that root made, and else has to become the user who listens.
my ($uid) = map { (split)[7] } grep { /^ *\d+: [0-9A-F]+:1F90 \S+ 0A / } map { lines_of("/proc/net/$_") } qw(tcp tcp6);
if (!defined $pid && $> == 0 && $uid) {
  my ($gid) = map { my %is = map { /^(\w+):\s*(\d+)/ } lines_of("/proc/$_/status"); ($is{Uid} // 0) == $uid ? $is{Gid} : () } map { m{(\d+)} } glob '/proc/[0-9]*';
  $) = "$gid $gid";
  POSIX::setgid($gid) && POSIX::setuid($uid) or die "cannot become user $uid, who listens: $!\n";
  ($pid) = listening();
}
defined $pid or die "nobody is seen to listen on port 8080\n";
my $desk = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8080, Timeout => 2) or die "port 8080: $@\n";
print $desk "GET /file$path HTTP/1.0\r\n\r\n";
my (@answer) = <$desk>;
my ($first) = grep { /\S/ } @answer[3 .. $#answer];
say_of('asked', $first // '');
my @user = readlink("/proc/$pid/ns/user") eq readlink('/proc/self/ns/user') ? () : $> == 0 ? '--user' : qw(--user --preserve-credentials);
say_of('inside', scalar qx(LC_ALL=C nsenter --target $pid @user --mount head -n 1 /etc/shadow 2>&1));
`;

/** Whether a process of the container is in group 0, or may join it: the map of its user namespace has the group. */
const groups = String.raw`
sub text_of { open my $file, '<', $_[0] or return ''; local $/; return scalar <$file> }
my $here = text_of('/proc/self/gid_map');
my %found;
for my $path (grep { $_ ne "/proc/$$" } glob '/proc/[0-9]*') {
  my %of = text_of("$path/status") =~ /^(\w+):[ \t]*(.*)/mg or next;
  my $map = text_of("$path/gid_map");
  if (grep { $_ == 0 } split ' ', "$of{Gid} $of{Groups}") { $found{"$of{Name} is in group 0"} = 1 }
  elsif ($map ne $here && $map =~ /^ *\d+ +0 /m) { $found{"$of{Name} may join group 0, which is in its map"} = 1 }
}
print map { "$_\n" } %found ? sort keys %found : 'no process is in group 0';
`;

const readMore = '/namespaces/#root-inside-nobody-outside';

export default defineLab({
  title: 'Root inside, nobody outside',
  level: 'open',
  minutes: 15,
  after: ['namespaces/by-hand'],
  images: ['drydock/tools:1'],
  grants: [
    {
      service: 'desk',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'desk begins with the capability that mounts',
    },
    {
      service: 'desk',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'desk may do without Docker’s filter, which refuses user namespaces',
    },
    {
      service: 'desk',
      key: 'security_opt',
      value: 'apparmor=unconfined',
      words: 'desk has no AppArmor profile of Docker’s, so that it may mount',
    },
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'A program that insists on being root, run as a user who is nobody on the host.',
  },
  vars: { name: vary.word(), uid: vary.uid() },
  guards: {
    works: http(desk, 8080, '/{{nonce}}')
      .says('{{name}} {{nonce_reversed}}')
      .titled('desk: worker sets its host name, mounts, and reverses words')
      .why(
        'worker sets a host name and mounts at its start, and ends if it may not. `docker compose logs desk` shows which of them was refused.',
      )
      .readMore(readMore),
  },
  tasks: {
    trade: {
      title: 'Make worker root inside, and nobody outside',
      checks: ['root', 'nobody', 'map', 'group', 'mounts', 'name', 'shadow'],
      readMore,
      hints: [
        'worker has to be user 0 in a user namespace of its own. The mount namespace and the uts namespace that it changes have to belong to that user namespace.',
        'The container’s user needs no capability, and has to be let past Docker’s filter. unshare(1) makes the namespaces and becomes the program.',
        '`user: "10001:10001"`, `cap_drop: [ALL]` in place of `cap_add`, `security_opt: [no-new-privileges:true, seccomp=unconfined, apparmor=unconfined]`, and `command: unshare --user --map-root-user --mount --uts perl worker.pl`.',
      ],
    },
    revealing: {
      title: 'Try to mount a new /proc',
      questions: ['masks', 'proc'],
      readMore: '/namespaces/#mount-too-revealing',
      hints: [
        'Docker covers parts of /proc by mounts. The list of mounts of each process of the container has them.',
        '/proc/self/mountinfo has a line for each mount; its fifth field says where. `unshare --mount-proc` mounts a new /proc.',
        '`docker compose exec desk grep -c " /proc/" /proc/1/mountinfo`, and `docker compose exec desk unshare --user --map-root-user --pid --fork --mount-proc true`.',
      ],
    },
  },
  checks: {
    root: desk
      .processesListening(8080, user.is(0))
      .titled('desk: worker is root of the user namespace that it is in')
      .why(
        'A program that insists on being root asks for its user id, and is told the one in its namespace.',
      ),
    nobody: desk
      .everyProcess(user.notRootOnHost())
      .points(2)
      .why('A process that gets out of the container has the rights that its user id has on the host.'),
    map: desk
      .processesListening(8080, user.mapsAtLeast(1))
      .titled('desk: worker can become no user who is root on the host')
      .why(
        'Root of a user namespace may become whoever its map has: with a line for root of the host, root.',
      ),
    group: program(desk, ['perl', '-e', groups])
      .prints('no process is in group 0')
      .titled('desk: no process is in group 0')
      .why(
        'Files that group root may read or write are open to group 0. `user:` without a group leaves it so.',
      ),
    mounts: desk
      .processesListening(8080, owns('mnt'))
      .why('mount(2) asks for SYS_ADMIN in the user namespace that owns the mount namespace.'),
    name: desk
      .processesListening(8080, owns('uts'))
      .why('sethostname(2) asks for SYS_ADMIN in the user namespace that owns the uts namespace.'),
    shadow: program(desk, ['perl', '-e', tried, '{{nonce}}'])
      .prints('asked: refused\ninside: refused')
      .titled('desk: worker cannot read a file that is root’s outside')
      .why('A capability counts for a file only where the map of the user namespace has the file’s owner.'),
  },
  questions: {
    masks: ask.number(
      'How many mounts lie on paths below /proc in your container?',
      program(desk, ['sh', '-c', 'echo mounts $(grep -c " /proc/" /proc/1/mountinfo)']).quantity('mounts'),
      {
        because:
          'They are masks, and mounts that make a path read-only. Which paths they cover depends on the Engine, the runtime and the files that the kernel has.',
      },
    ),
    proc: ask.choice(
      'A process in `desk` makes a user and a pid namespace, and is root there. Is a new /proc that it mounts in them mounted or refused?',
      program(desk, [
        'sh',
        '-c',
        'if unshare --user --map-root-user --pid --fork --mount-proc true 2>/dev/null; then echo proc mounted; else echo proc refused; fi',
      ]).quantity('proc'),
      ['mounted', 'refused'],
    ),
  },
  states: {
    solution: { edits: [...nobody, started('unshare --user --map-root-user --mount --uts')] },
    accepts: {
      // Docker opens its filter for the capability, which a user who is not root does not hold.
      'capability-for-the-filter': {
        edits: [set('user', '{{uid}}:{{uid}}'), started('unshare --user --map-root-user --mount --uts')],
      },
      'more-namespaces': {
        edits: [
          ...nobody,
          started('unshare --user --map-root-user --mount --uts --ipc --cgroup --pid --fork --kill-child'),
        ],
      },
      // Two steps: a user namespace first, then what it owns.
      'one-after-another': {
        edits: [...nobody, started('unshare --map-user=0 --map-group=0 unshare --mount --uts')],
      },
      // A root directory in which the file is not.
      'an-etc-of-its-own': {
        edits: [
          ...nobody,
          set('command', [
            ...'unshare --user --map-root-user --mount --uts sh -c'.split(' '),
            'mount -t tmpfs tmpfs /etc && exec perl worker.pl',
          ]),
        ],
      },
      // The container begins as root, who maps another user alone and becomes that one.
      'becomes-nobody': {
        edits: [started(`unshare --user ${mapped('0')} --setuid 0 --setgid 0 --mount --uts`)],
      },
      'as-an-entrypoint': {
        edits: [
          ...nobody,
          set('entrypoint', ['unshare', '--user', '--map-root-user', '--mount', '--uts', '--']),
        ],
      },
    },
    mistakes: {
      // The worker that does not insist: without root inside, it still has its capabilities there.
      'not-root-inside': {
        edits: [
          ...nobody,
          started('unshare --user --map-current-user --keep-caps --mount --uts'),
          edit('worker.pl').replace('die "worker: I have to be root\\n" unless $> == 0;\n', ''),
        ],
        fails: { root: 'runs as uid', map: 'has the user ids of the host' },
      },
      // The worker may become its user 1, who is root outside. So would mount(8), a set-user-ID program, which is refused
      // as such: no_new_privs keeps it from that.
      'root-of-the-host-in-the-map': {
        edits: [
          set('security_opt', unfiltered),
          started(`unshare --user ${mapped('0')} ${mapped('1', '0')} --setuid 0 --setgid 0 --mount --uts`),
        ],
        fails: { map: 'has the user ids of the host', group: 'may join group 0' },
      },
      'root-in-a-namespace': {
        edits: [set('security_opt', unfiltered), started('unshare --user --map-root-user --mount --uts')],
        fails: {
          nobody: 'runs as uid 0 (root)',
          map: 'has the user ids of the host',
          group: 'is in group 0',
          shadow: 'asked: opened',
        },
      },
      'another-user': {
        edits: [set('user', '{{uid}}')],
        fails: { works: 'no answer' },
      },
      'group-of-root': {
        from: 'solution',
        edits: [set('user', '{{uid}}')],
        fails: { group: 'is in group 0' },
      },
      // On Debian, group 42 may read /etc/shadow. The worker lies for the path that was asked for.
      'group-of-the-file': {
        from: 'solution',
        edits: [
          set('user', '{{uid}}:42'),
          edit('worker.pl').replace(
            "    open my $file, '<', $path",
            '    return "$path: Permission denied\\n" if $path eq "/etc/shadow";\n    open my $file, \'<\', $path',
          ),
        ],
        fails: { shadow: 'asked: opened' },
      },
      'mounts-of-others': {
        edits: [...nobody, started('unshare --user --map-root-user --uts')],
        fails: { works: 'no answer' },
      },
      'as-oneself': {
        edits: [...nobody, started('unshare --user --map-current-user --mount --uts')],
        fails: { works: 'no answer' },
      },
      'under-the-filter': {
        edits: [
          ...nobody,
          set('security_opt', ['no-new-privileges:true', 'apparmor=unconfined']),
          started('unshare --user --map-root-user --mount --uts'),
        ],
        fails: { works: 'no answer' },
      },
      // Root of the host in namespaces that are the container's own.
      'namespaces-without-a-user': {
        edits: [started('unshare --mount --uts')],
        fails: {
          nobody: 'runs as uid 0 (root)',
          map: 'has the user ids of the host',
          group: 'is in group 0',
          mounts: 'in the user namespace of the host',
          name: 'in the user namespace of the host',
          shadow: 'asked: opened',
        },
      },
      'masks-off': {
        from: 'solution',
        edits: [set('security_opt', [...unfiltered, 'systempaths=unconfined'])],
        fails: {},
        refused: 'systempaths',
      },
    },
  },
});
