import {
  ask,
  caps,
  defineLab,
  edit,
  noNewPrivs,
  program,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const tap = service('tap');
const sealed = service('sealed');
const compose = edit('compose.yaml');
const dockerfile = edit('Dockerfile');

const set = ({ name }: { name: string }, key: string, value: string | string[]) =>
  compose.set(`services.${name}.${key}`, value);
const inTheFile = dockerfile.insertAfter(
  'FROM drydock/tools:1',
  'RUN setcap cap_net_raw=ep /usr/bin/tcpdump',
);
const asUser = (each: { name: string }) => set(each, 'user', '{{id}}:{{id}}');
const only = (each: { name: string }, ...names: string[]) => [
  set(each, 'cap_drop', ['ALL']),
  set(each, 'cap_add', names),
];
const noGain = set(sealed, 'security_opt', ['no-new-privileges:true']);
const bySetpriv = [
  'setpriv --reuid={{id}} --regid={{id}} --clear-groups',
  '--bounding-set=-all,+net_raw --inh-caps=-all,+net_raw --ambient-caps=+net_raw',
  'watch-wire',
].join(' ');

/**
 * Knocks from the workbench at a port that nobody has, another one each time, and looks for it in the log of the
 * service: without a packet socket nobody there sees a packet that no socket is waiting for. Prints what was drawn,
 * turned round.
 */
const knock = String.raw`
use IO::Socket::INET;
my ($service, $drawn) = @ARGV;
my $port = 20000;
$port = 20000 + ($port * 33 + ord) % 40000 for split //, $drawn;
my $of = "label=com.docker.compose";
my ($container) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$service);
die "$service does not run\n" if !$container;
my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $container);
die "$service is on no network\n" if !$address;
IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 2);
for (1 .. 20) {
  if (grep { /\.$port: Flags \[S\]/ } qx(docker logs --since 30s $container 2>&1)) { print scalar reverse $drawn; exit }
  select undef, undef, undef, 0.1;
}
die "$service has not told of a packet to port $port\n";
`;

const listens = (each: ReturnType<typeof service>) =>
  program(each, ['perl', '-e', knock, each.name, '{{nonce}}'], { in: 'workbench' })
    .prints('{{nonce_reversed}}')
    .titled(`${each.name}: tells of packets on the wire`)
    .why(
      'Without a packet socket tcpdump ends at once, and its container with it. `docker compose logs` shows its last message.',
    )
    .readMore('/capabilities/#powers-in-a-file');

export default defineLab({
  title: 'One capability in a file',
  level: 'fix',
  minutes: 35,
  after: ['capabilities/find-the-one'],
  images: ['drydock/tools:1'],
  opens: 'Dockerfile',
  takeaway: {
    file: 'compose.yaml',
    why: 'It shows two ways to one capability without root. A file gives it to each process that executes it, an ambient set to a process and its children.',
  },
  vars: { id: vary.uid() },
  guards: { 'tap-listens': listens(tap), 'sealed-listens': listens(sealed) },
  tasks: {
    file: {
      title: 'Give the capability to the file',
      checks: ['tap-user', 'tap-bounded'],
      hints: [
        'As another user tcpdump has no capability. A set-user-ID bit would give it all of root’s; a file capability gives it one.',
        'In the Dockerfile, run setcap(8) on /usr/bin/tcpdump. In compose.yaml, set the user of `tap`, drop all capabilities and add this one.',
        '`RUN setcap cap_net_raw=ep /usr/bin/tcpdump`; then for `tap`: `user: "{{id}}"`, `cap_drop: [ALL]`, `cap_add: [NET_RAW]`.',
      ],
    },
    sealed: {
      title: 'Listen with no-new-privileges',
      readMore: '/capabilities/#no-new-privileges',
      checks: [
        'sealed-user',
        'sealed-gains-nothing',
        'sealed-passes-on',
        'sealed-effective',
        'sealed-bounding',
      ],
      questions: ['watcher'],
      hints: [
        'With `security_opt: [no-new-privileges:true]` the file does not give its capability. The process must hold it before it executes tcpdump.',
        'Leave `sealed` as root with NET_RAW and with what setpriv(1) needs: SETUID, SETGID and SETPCAP. Its command is setpriv, which sets user, groups, inheritable, ambient and bounding set. capsh(1) can do it too.',
        'For `sealed`: `security_opt: [no-new-privileges:true]`, `cap_drop: [ALL]`, `cap_add: [NET_RAW, SETUID, SETGID, SETPCAP]`, and the command `setpriv --reuid={{id}} --regid={{id}} --clear-groups --bounding-set=-all,+net_raw --inh-caps=-all,+net_raw --ambient-caps=+net_raw watch-wire`.',
      ],
    },
  },
  checks: {
    'tap-user': tap
      .everyProcess(user.notRoot())
      .why(
        'Root owns files, and is given its bounding set with each program that it executes. Listening needs neither.',
      )
      .readMore('/capabilities/#powers-in-a-file'),
    'tap-bounded': program(tap, ['grep', 'CapBnd', '/proc/self/status'])
      .prints('CapBnd:\t0000000000002000')
      .points(2)
      .titled('tap: whatever is started in it may gain NET_RAW and nothing else')
      .why(
        'Processes of docker exec and of health checks start with the container’s bounding set. They must not gain more either.',
      )
      .readMore('/capabilities/#powers-in-a-file'),
    'sealed-user': sealed
      .everyProcess(user.notRoot())
      .why(
        'An intruder in tcpdump should not be root. The first process may start as root if it becomes another user.',
      ),
    'sealed-gains-nothing': sealed
      .everyProcess(noNewPrivs.set())
      .why('A process cannot clear the bit, and all programs that it executes have it too.'),
    'sealed-effective': sealed
      .everyProcess(caps.effective.within('NET_RAW'))
      .why('Listening takes NET_RAW and no other capability.'),
    'sealed-passes-on': sealed
      .init(caps.inheritable.including('NET_RAW'))
      .titled('sealed: passes NET_RAW on, with its inheritable and ambient set')
      .why(
        'Only the container’s first program gets a capability of its file despite no-new-privileges. A program that it starts would not.',
      ),
    'sealed-bounding': sealed
      .everyProcess(caps.bounding.within('NET_RAW'))
      .why(
        'SETUID, SETGID and SETPCAP are needed only to step down. They stay in the bounding set unless setpriv removes them.',
      ),
  },
  questions: {
    watcher: ask.number(
      'Which process id does the tcpdump of sealed have on the host?',
      sealed.now.hostPid(),
      {
        because:
          'The same process ran setpriv before. execve(2) changes the program and keeps the process id.',
      },
    ),
  },
  states: {
    solution: {
      edits: [
        inTheFile,
        asUser(tap),
        ...only(tap, 'NET_RAW'),
        ...only(sealed, 'NET_RAW', 'SETUID', 'SETGID', 'SETPCAP'),
        noGain,
        set(sealed, 'command', bySetpriv),
      ],
    },
    accepts: {
      'another-copy-and-capsh': {
        from: 'solution',
        edits: [
          dockerfile.replace(
            'RUN setcap cap_net_raw=ep /usr/bin/tcpdump',
            'RUN mv /usr/bin/tcpdump /usr/local/bin/ && setcap cap_net_raw+eip /usr/local/bin/tcpdump',
          ),
          set(sealed, 'command', [
            'capsh',
            '--drop=cap_setuid,cap_setgid,cap_setpcap',
            '--keep=1',
            '--groups=',
            '--gid={{id}}',
            '--uid={{id}}',
            '--inh=cap_net_raw',
            '--addamb=cap_net_raw',
            '--',
            '-c',
            'exec watch-wire',
          ]),
        ],
      },
    },
    mistakes: {
      // The runtime still holds the capability when it executes the first program. A second one would not get it.
      'first-program-has-it': {
        from: 'solution',
        edits: [
          asUser(sealed),
          set(sealed, 'cap_add', ['NET_RAW']),
          set(sealed, 'command', 'tcpdump -i eth0 -n -l'),
        ],
        fails: { 'sealed-passes-on': 'inheritable holds' },
      },
      'shell-left-open': {
        from: 'solution',
        run: ['docker compose exec -d --user 0 tap sleep infinity'],
        edits: [],
        fails: { 'tap-user': 'started from outside as by docker compose exec' },
      },
      'file-behind-the-seal': {
        from: 'solution',
        edits: [asUser(sealed), set(sealed, 'cap_add', ['NET_RAW']), set(sealed, 'command', 'watch-wire')],
        fails: { 'sealed-listens': 'sealed does not run' },
      },
      'not-in-the-bounding-set': {
        from: 'solution',
        edits: [compose.unset('services.tap.cap_add')],
        fails: { 'tap-listens': 'tap does not run' },
      },
      'fourteen-behind-it': {
        from: 'solution',
        edits: [compose.unset('services.tap.cap_drop')],
        fails: { 'tap-bounded': '00000000a80425fb' },
      },
      // Another container tells, in the network of the service, which sleeps.
      'a-sidecar-listens': {
        from: 'solution',
        edits: [
          set(tap, 'command', 'sleep infinity'),
          set(tap, 'stop_grace_period', '1s'),
          compose.set('services.sidecar', {
            build: '.',
            command: 'watch-wire',
            user: '0',
            network_mode: 'service:tap',
          }),
        ],
        fails: { 'tap-listens': 'has not told of a packet' },
      },
      'root-with-one': {
        from: 'solution',
        edits: [set(tap, 'user', '0')],
        fails: { 'tap-user': 'uid 0 (root)' },
      },
      'bounding-forgotten': {
        from: 'solution',
        edits: [set(sealed, 'command', bySetpriv.replace('--bounding-set=-all,+net_raw ', ''))],
        fails: { 'sealed-bounding': 'bounding holds SETGID, SETUID and SETPCAP' },
      },
      'seal-forgotten': {
        from: 'solution',
        edits: [compose.unset('services.sealed.security_opt')],
        fails: { 'sealed-gains-nothing': 'no_new_privs is clear' },
      },
      'root-behind-the-seal': {
        edits: [
          inTheFile,
          asUser(tap),
          ...only(tap, 'NET_RAW'),
          noGain,
          ...only(sealed, 'NET_RAW', 'SETPCAP'),
        ],
        fails: {
          'sealed-user': 'uid 0 (root)',
          'sealed-passes-on': 'inheritable holds none',
          'sealed-effective': 'effective holds SETPCAP',
          'sealed-bounding': 'bounding holds SETPCAP',
        },
      },
    },
    scenes: {
      // Both refused in their two ways, in containers that go on living to tell of it.
      refused: {
        from: 'solution',
        edits: [
          compose.unset('services.tap.cap_add'),
          set(sealed, 'cap_add', ['NET_RAW']),
          asUser(sealed),
          ...[tap, sealed].flatMap((each) => [
            set(each, 'command', ['sh', '-c', 'watch-wire; sleep infinity']),
            set(each, 'stop_grace_period', '1s'),
          ]),
        ],
      },
    },
  },
});
