import {
  apart,
  ask,
  caps,
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
      .why('The agent has to do its work: an agent that sees nothing is no answer.')
      .readMore('/capabilities/#out-of-the-container'),
    'app-counted': program(app, ['perl', '-e', growAndAsk, '{{nonce}}'])
      .prints('{{nonce_reversed}}')
      .titled('app: when more is at work in it, agent counts more')
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
        '`docker compose exec agent nsenter --target 1 --all readlink /proc/self/ns/mnt`: the number between the brackets.',
      ],
    },
    close: {
      title: 'Close the way out',
      checks: ['powers', 'processes', 'filter', 'way-out'],
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
      .why('Each of these, alone or with little else, is enough to become root of the machine.')
      .readMore('/capabilities/#out-of-the-container'),
    processes: agent
      .container(apart('pid').from('host'))
      .why('With the host’s processes in sight, root in the agent may signal those of root on the host.')
      .readMore('/capabilities/#out-of-the-container'),
    filter: agent
      .everyProcess(seccomp.filtering())
      .why('privileged also removes Docker’s filter of system calls.')
      .readMore('/capabilities/#out-of-the-container'),
    'way-out': program(agent, ['nsenter', '--target', '1', '--mount', 'true'])
      .failsWith('EPERM', 'EACCES')
      .titled('agent: cannot enter the mounts of process 1')
      .why('setns(2) into a mount namespace asks for SYS_ADMIN and SYS_CHROOT, and fails without them.')
      .readMore('/capabilities/#out-of-the-container'),
  },
  questions: {
    outside: ask.number(
      'Get into the mount namespace of the seat’s process 1. Which number has it?',
      agent.now.hostNamespace('mnt'),
      {
        because:
          'Two processes with the same number are in the same namespace. A root process in this one can read and write the files of the seat.',
      },
    ),
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
