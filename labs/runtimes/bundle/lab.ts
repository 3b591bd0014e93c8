import {
  ask,
  caps,
  defineLab,
  edit,
  http,
  life,
  noNewPrivs,
  program,
  seccomp,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const byhand = service('byhand');
const config = edit('config.json');
const run = edit('run.sh');

const sets = ['bounding', 'effective', 'permitted'];
const fromSpec = '[ "CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE" ]';
/** One edit each, since the same list stands there three times. */
const noCapabilities = sets.map((set) => config.replace(`"${set}": ${fromSpec}`, `"${set}": []`));
const nobody = [
  config.replace('"uid": 0', '"uid": {{uid}}'),
  config.replace('"gid": 0', '"gid": {{uid}}'),
  ...noCapabilities,
];
const sharedNetwork = config.replace('      { "type": "network" },\n', '');
const filtered = config.replace(
  '"linux": {\n',
  `"linux": {
    "seccomp": {
      "defaultAction": "SCMP_ACT_ALLOW",
      "syscalls": [ { "names": [ "ptrace", "keyctl", "bpf" ], "action": "SCMP_ACT_ERRNO" } ]
    },
`,
);
const boxes = program(byhand, ['runc', 'list']);
const boxStatus = program(byhand, ['runc', 'exec', 'box', 'perl', '-pe', '', '/proc/self/status']);
const open = 'open my $f, ">", "/proof" or die "$!\\n"; unlink "/proof"';
/**
 * Stops the box and asks on port 8080 of the service, then lets it go on and asks again. Prints what was drawn,
 * reversed, if the name came the second time alone: somebody else would have answered meanwhile.
 */
const stopAndAsk = String.raw`
use IO::Socket::INET;
my ($drawn, $name) = @ARGV;
my ($pid) = qx(runc state box) =~ /"pid": (\d+)/ or die "runc has no box
";
sub asked {
  my $server = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => 8080, Timeout => 2) or return "port 8080: $!";
  local $SIG{ALRM} = sub { die "silent
" };
  my $said = eval { alarm shift; print $server "GET / HTTP/1.0

"; join "", <$server> } // $@;
  alarm 0;
  return $said;
}
kill "STOP", $pid or die "the box cannot be stopped: $!
";
my $meanwhile = asked(1);
kill "CONT", $pid;
die "while the box is stopped, another program answers
" if $meanwhile =~ /^HTTP/;
my $again = asked(3);
die "$again
" if index($again, $name) < 0;
print scalar reverse $drawn;
`;
const readMore = '/runtimes/#a-folder-and-a-file';

export default defineLab({
  title: 'A container by hand',
  level: 'fix',
  minutes: 35,
  after: ['runtimes/whose-kernel'],
  seat: 'nested',
  grants: [
    {
      service: 'byhand',
      key: 'privileged',
      value: 'true',
      words: 'byhand has all of root’s powers: runc works in it',
    },
    {
      service: 'byhand',
      key: 'volumes',
      value: '/usr',
      words: 'byhand reads the programs of the seat, runc among them',
    },
  ],
  images: ['debian:trixie-slim'],
  opens: 'config.json',
  takeaway: {
    file: 'config.json',
    why: 'It holds most switches of a container in one file. Read it beside your compose file and look for what your lines become.',
  },
  vars: { name: vary.word(), uid: vary.uid() },
  guards: {
    'box-runs': program(byhand, [
      'runc',
      'exec',
      'box',
      'perl',
      '-e',
      'print scalar reverse shift',
      '{{nonce}}',
    ])
      .prints('{{nonce_reversed}}')
      .titled('byhand: runc has a container “box”, and runs a program in it')
      .why(
        'A container can be judged only while it runs. `docker compose logs byhand` shows the messages of runc.',
      )
      .readMore(readMore),
  },
  tasks: {
    look: {
      title: 'Look at what runc spec makes',
      questions: ['pid', 'seccomp'],
      hints: [
        'runc lists its containers, and /proc/self/status describes the process that reads it.',
        '`runc list` and `runc exec box …` both work in the service byhand.',
        '`docker compose exec byhand runc list`, then `docker compose exec byhand runc exec box perl /srv/box.pl tell`.',
      ],
    },
    reach: {
      title: 'Make the box reachable',
      checks: ['reached', 'by-the-box'],
      hints: [
        'The server listens, but its network namespace has only a loopback device. No request arrives there.',
        'If `linux.namespaces` does not name a kind, the box shares the namespace of that kind with runc.',
        'In `config.json`, delete the line `{ "type": "network" },`. Then type `docker compose restart byhand`.',
      ],
    },
    nobody: {
      title: 'Take away what it does not need',
      checks: ['not-root', 'powerless', 'filtered'],
      hints: [
        'In `config.json`, the user and the capabilities are under `process`. There is no filter for system calls yet; it belongs under `linux`.',
        '`process.user` takes numbers. The three lists under `capabilities` may be empty. `linux.seccomp` has a `defaultAction`, and `syscalls` with `names` and an `action`.',
        'Under `process`: `"uid": 10001`, `"gid": 10001`, and `[]` for each of the three lists. Directly below `"linux": {`: `"seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": [ "ptrace" ], "action": "SCMP_ACT_ERRNO" } ] },`. Then `docker compose restart byhand`.',
      ],
    },
    keep: {
      title: 'Keep three protections',
      checks: ['first', 'no-gain', 'sealed'],
      hints: [
        'Delete one part of `config.json` and type `docker compose restart byhand`. See which check turns red, then put the part back.',
        '`runc spec` writes all three: a pid namespace, noNewPrivileges, and a root that is read-only.',
        '`{ "type": "pid" },` under `linux.namespaces`, `"noNewPrivileges": true` under `process`, `"readonly": true` under `root`.',
      ],
    },
  },
  checks: {
    reached: http(byhand, 8080)
      .says('{{name}}')
      .titled('byhand: the box answers with its name')
      .why('A new network namespace has only a loopback device. runc does not connect it; Docker does.')
      .readMore(readMore),
    'by-the-box': program(byhand, ['perl', '-e', stopAndAsk, '{{nonce}}', '{{name}}'])
      .prints('{{nonce_reversed}}')
      .titled('byhand: while the box is stopped, nobody answers')
      .why(
        'The box itself has to answer. A program beside it would run with all of root’s powers, as byhand does.',
      )
      .readMore(readMore),
    'not-root': byhand
      .processesNamed('box', user.notRoot())
      .why('runc spec writes user 0. Unless the engine makes a user namespace, that is user 0 of the host.')
      .readMore('/runtimes/#what-docker-adds'),
    powerless: byhand
      .processesNamed('box', caps.bounding.none())
      .why(
        'The bounding set limits what root, a set-user-ID bit or a file’s permitted set gives. If it is empty, they give no capability.',
      )
      .readMore('/runtimes/#what-docker-adds'),
    filtered: byhand
      .processesNamed('box', seccomp.filtering())
      .points(2)
      .why(
        'Without a filter an intruder may try each system call. Docker writes its default filter into config.json, and runc spec writes none.',
      )
      .readMore('/runtimes/#what-docker-adds'),
    first: byhand
      .processesNamed('box', life.processId(1))
      .why(
        'Without a pid namespace of its own the box sees the processes of byhand. It may signal those of its user.',
      )
      .readMore(readMore),
    'no-gain': byhand
      .processesNamed('box', noNewPrivs.set())
      .why(
        'With noNewPrivileges, set-user-ID bits and file capabilities give nothing new. runc spec sets it. By default Docker does not.',
      )
      .readMore('/runtimes/#what-docker-adds'),
    sealed: program(byhand, ['runc', 'exec', '--user', '0', 'box', 'perl', '-e', open])
      .failsWith('EROFS')
      .titled('byhand: not even root writes to the root file system of the box')
      .why(
        'An intruder cannot change the programs of a read-only root file system. `read_only: true` of a compose file becomes `root.readonly`.',
      )
      .readMore(readMore),
  },
  questions: {
    pid: ask.number('Under which process id does runc list the box?', boxes.quantity('box'), {
      because:
        'The number counts in the pid namespace of the service. The same process is 1 in the box, and has a third number on the host.',
    }),
    seccomp: ask.choice(
      'Which mode of seccomp does the box run in, with the config.json of runc spec?',
      boxStatus.quantity('Seccomp:', 'start'),
      ['0', '1', '2'],
      {
        because:
          'Mode 0 means no filter. runc applies one if config.json has it, and runc spec writes none; the default filter is Docker’s.',
      },
    ),
  },
  states: {
    solution: { edits: [sharedNetwork, ...nobody, filtered] },
    accepts: {
      'joined-by-path': {
        edits: [
          config.replace('{ "type": "network" }', '{ "type": "network", "path": "/proc/1/ns/net" }'),
          ...nobody,
          filtered,
        ],
      },
      'forbidding-by-default': {
        edits: [
          sharedNetwork,
          ...nobody,
          config.replace('"linux": {\n', '"linux": {\n    "seccomp": { "defaultAction": "SCMP_ACT_LOG" },\n'),
        ],
      },
    },
    mistakes: {
      'user-only': {
        edits: [sharedNetwork, config.replace('"uid": 0', '"uid": {{uid}}')],
        fails: { powerless: 'bounding holds KILL', filtered: 'runs with no seccomp filter' },
      },
      // The user stays, and the network namespace too.
      'capabilities-alone': {
        edits: [...noCapabilities, filtered],
        fails: { reached: 'no answer', 'by-the-box': 'port 8080: ', 'not-root': 'uid 0 (root)' },
      },
      'too-much-deleted': {
        from: 'solution',
        edits: [
          config.replace('      { "type": "pid" },\n', ''),
          config.replace('"noNewPrivileges": true', '"noNewPrivileges": false'),
          config.replace('"readonly": true', '"readonly": false'),
        ],
        fails: {
          first: 'of its pid namespace; expected process id 1',
          'no-gain': 'no_new_privs is clear',
          sealed: 'exit status 0',
        },
      },
      // byhand itself answers, with all of root's powers, and the box stays in a network of its own.
      'answered-beside-the-box': {
        edits: [
          ...nobody,
          filtered,
          run.replace(
            'exec runc run',
            `sed "s/'box'/'beside'/" /lab/srv/box.pl | NAME={{name}} perl - &\nexec runc run`,
          ),
        ],
        fails: { 'by-the-box': 'another program answers' },
      },
      'no-root-file-system': {
        edits: [run.replace('mkdir -p "$bundle/rootfs/srv" "$bundle/rootfs/usr"', 'mkdir -p "$bundle"')],
        fails: { 'box-runs': 'byhand' },
      },
    },
  },
});
