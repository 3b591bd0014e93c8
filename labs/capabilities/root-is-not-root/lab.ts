import {
  apart,
  ask,
  caps,
  custom,
  defineLab,
  edit,
  http,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const agent = service('agent');
const app = service('app');
const compose = edit('compose.yaml');

const unprivileged = compose.unset('services.agent.privileged');
const withApp = compose.set('services.agent.pid', 'service:app');

/**
 * Starts one to four more programs named sleep, ends them, and asks the agent before, meanwhile twice, and after. Prints
 * its argument turned round if the agent counted along.
 */
const growAndAsk = String.raw`
use IO::Socket::INET;
sub seen {
  my $agent = IO::Socket::INET->new(PeerAddr => "agent", PeerPort => 8080, Timeout => 2) or die "agent: $!\n";
  print $agent "GET / HTTP/1.0\r\n\r\n";
  my ($seen) = map { /: (\d+) at work/ } <$agent>;
  return $seen // -1;
}
sub becomes {
  my ($number) = @_;
  for (1 .. 30) { return if seen() == $number; select undef, undef, undef, 0.1 }
  die "not counted\n";
}
my ($drawn) = @ARGV;
my $more = 1 + ord($drawn) % 4;
my $before = seen();
my @started = map { my $child = fork // die "fork: $!\n"; exec "sleep", 30 if !$child; $child } 1 .. $more;
END { kill "KILL", @started }
becomes($before + $more);
becomes($before + $more);
kill "KILL", splice @started;
wait for 1 .. $more;
becomes($before);
print scalar reverse $drawn;
`;

/** The same, started in app from the workbench, so that no program of an image asks. */
const inApp = [
  'of=label=com.docker.compose',
  'app=$(docker ps -q -f $of.project=$COMPOSE_PROJECT_NAME -f $of.service=app)',
  '[ "$app" ] || { echo "app does not run" >&2; exit 1; }',
  'exec docker exec "$app" perl -e "$0" "$1"',
].join('\n');

const note = program(agent, ['cat', '/srv/note'], { in: 'seat' });
const corePattern = '/proc/sys/kernel/core_pattern';

/** A program that drops what privileged gave it, and filters itself: 8 bytes of BPF that allow each call. */
const dropping = [
  "printf '\\006\\000\\000\\000\\000\\000\\377\\177' > /tmp/filter;",
  'exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all --seccomp-filter /tmp/filter',
  'perl /agent/agent.pl',
].join(' ');

export default defineLab({
  title: 'Root is not root',
  level: 'break',
  minutes: 20,
  after: ['capabilities/setcap'],
  seat: 'nested',
  images: ['debian:trixie-slim'],
  grants: [
    {
      service: 'agent',
      key: 'privileged',
      value: 'true',
      words: 'agent has all of root’s powers, every device, and no filter, in an engine of its own',
    },
    {
      service: 'keeper',
      key: 'volumes',
      value: '/srv',
      words: 'keeper writes into a folder of that engine’s host',
    },
    {
      service: 'agent',
      key: 'pid',
      value: 'host',
      words: 'agent sees every process of that engine’s host, which is the seat',
    },
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'An agent that watches one service can join the pid namespace of that service. It needs neither the host’s processes nor a capability.',
  },
  vars: { word: vary.word() },
  guards: {
    counts: http(agent, 8080, '/{{nonce}}')
      .says('{{word}} {{nonce_reversed}}: ')
      .titled('agent: counts the processes of app')
      .why('The agent still has to do its work, which is to count the processes of app.')
      .readMore('/capabilities/#out-of-the-container'),
    'app-counted': program(agent, ['sh', '-c', inApp, growAndAsk, '{{nonce}}'], { in: 'workbench' })
      .prints('{{nonce_reversed}}')
      .titled('agent: counts more when more is at work in app')
      .why('A number that stays the same when app has more processes was not counted.')
      .readMore('/capabilities/#out-of-the-container'),
  },
  tasks: {
    out: {
      title: 'Get out',
      questions: ['outside', 'sleeper'],
      hints: [
        'In `agent` you see the processes of the seat. Process 1 there is not in a container of this lab.',
        'nsenter(1) starts a program in the namespaces of another process. agent is privileged, so the kernel allows it.',
        '`docker compose exec agent nsenter --target 1 --all cat /srv/note`. For the process id, `docker compose exec agent nsenter --target 1 --all` starts a shell of the seat; try `docker inspect` there.',
      ],
    },
    close: {
      title: 'Close the way out',
      checks: ['powers', 'processes', 'own-proc', 'filter', 'way-out', 'machine'],
      hints: [
        'Two lines under `agent` in compose.yaml open the way. To count the processes of app, the agent needs less.',
        'With `pid:` a container can share the pid namespace of another service instead of the host’s.',
        'Under `agent`, delete `privileged: true` and write `pid: service:app`.',
      ],
    },
  },
  checks: {
    powers: agent
      .everyProcess(
        caps.bounding.without(
          'SYS_ADMIN',
          'SYS_PTRACE',
          'SYS_MODULE',
          'SYS_RAWIO',
          'DAC_READ_SEARCH',
          'BPF',
          'SYS_BOOT',
        ),
      )
      .points(2)
      .titled('agent: holds no capability that leads out')
      .why('Each of these, alone or with little else, can lead to root of the machine.')
      .readMore('/capabilities/#out-of-the-container'),
    processes: agent
      .container(apart('pid').from('host'))
      .why('With the host’s processes in sight, root in the agent may signal those of root on the host.')
      .readMore('/capabilities/#out-of-the-container'),
    'own-proc': custom('own-proc', ({ containers }) => {
      const container = containers.find((each) => each.service === 'agent');
      if (!container)
        return { ok: false, observed: 'there is no container of agent', expected: 'agent to run' };
      if (container.mounts.source === 'unknown') return { unknown: container.mounts };
      const others = container.mounts.value
        .filter(({ type, mountPoint }) => type === 'proc' && !/^\/proc(\/|$)/.test(mountPoint))
        .map(({ mountPoint }) => mountPoint);
      return {
        ok: others.length === 0,
        observed:
          others.length > 0
            ? `agent has a proc file system at ${others.join(' and ')}`
            : 'agent has no proc file system but /proc',
        expected: 'no proc file system but /proc',
      };
    })
      .titled('agent: has no /proc but its own')
      .why(
        'A proc file system shows the processes of the pid namespace in which it was mounted. That may be the host’s.',
      )
      .readMore('/capabilities/#out-of-the-container'),
    filter: agent
      .everyProcess(seccomp.filtering())
      .why('privileged also removes Docker’s filter. An intruder may then try each system call.')
      .readMore('/capabilities/#out-of-the-container'),
    'way-out': program(agent, ['nsenter', '--target', '1', '--mount', 'true'])
      .failsWith('EPERM', 'EACCES')
      .titled('agent: cannot enter the mounts of process 1')
      .why('setns(2) into a mount namespace asks for SYS_ADMIN and SYS_CHROOT, and fails without them.')
      .readMore('/capabilities/#out-of-the-container'),
    machine: program(agent, ['sh', '-c', `exec 3>> ${corePattern}`], { user: '0' })
      .failsWith('EROFS', 'EACCES', 'EPERM')
      .titled('agent: root in it cannot say what the machine runs on a core dump')
      .why('core_pattern may name a program, which the kernel runs as root of the machine.')
      .readMore('/capabilities/#out-of-the-container'),
  },
  questions: {
    outside: ask.text('The seat has a file /srv/note. What is in it?', note.quantity(), {
      because:
        'agent has no mount of that folder. In the mount namespace of process 1, root can read and write the files of the seat.',
    }),
    sleeper: ask.number(
      'Which process id does the first process of app have, seen from the agent?',
      app.at('start').hostPid(),
      {
        because:
          'The agent is in the pid namespace of the seat and sees its process ids. Killing this process would end app.',
      },
    ),
  },
  states: {
    solution: { edits: [unprivileged, withApp] },
    accepts: {
      'nobody-with-nothing': {
        edits: [
          unprivileged,
          withApp,
          compose.set('services.agent.user', '10001'),
          compose.set('services.agent.cap_drop', ['ALL']),
          compose.set('services.agent.security_opt', ['no-new-privileges:true']),
        ],
      },
      'the-other-way-round': {
        edits: [
          unprivileged,
          compose.unset('services.agent.pid'),
          compose.set('services.app.pid', 'service:agent'),
        ],
      },
    },
    mistakes: {
      'processes-kept': {
        edits: [unprivileged],
        fails: { processes: 'host' },
      },
      'privileges-kept': {
        edits: [withApp],
        fails: {
          powers: 'bounding holds',
          filter: 'no seccomp filter',
          'way-out': 'exit status 0',
          machine: 'exit status 0',
        },
      },
      // The program gives up its own; whatever else is started in the container has all of it.
      'privileged-but-dropping': {
        edits: [withApp, compose.set('services.agent.command', ['sh', '-c', dropping])],
        fails: { 'way-out': 'exit status 0', machine: 'exit status 0' },
      },
      'another-proc': {
        edits: [
          withApp,
          compose.set('services.agent.command', [
            'sh',
            '-c',
            'mount --bind /proc /mnt && exec perl /agent/agent.pl',
          ]),
        ],
        fails: {
          powers: 'bounding holds',
          'own-proc': 'a proc file system at /mnt',
          filter: 'no seccomp filter',
          'way-out': 'exit status 0',
          machine: 'exit status 0',
        },
      },
      'number-by-heart': {
        from: 'solution',
        edits: [edit('agent/agent.pl').replace('my $seen = grep', 'my $seen = 3 || grep')],
        fails: { 'app-counted': 'not counted' },
      },
      'nothing-left-to-see': {
        edits: [unprivileged, compose.unset('services.agent.pid')],
        fails: { counts: 'status 500', 'app-counted': 'not counted' },
      },
    },
  },
});
