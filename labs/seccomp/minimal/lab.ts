import {
  ask,
  calls,
  custom,
  defineLab,
  edit,
  http,
  noNewPrivs,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { listWords } from '../../../src/lab/matchers/matcher.ts';
import type { Observation } from '../../../src/lab/observation/observation.ts';

const web = service('web');
const compose = edit('compose.yaml');
const profile = edit('profiles/web.json');
const readMore = '/seccomp/#what-an-experiment-shows';

/** Stops one of two containers of web and starts it again, as a client sees it: it ends in peace and has forgotten nothing. */
const again = String.raw`
use IO::Socket::INET;
my ($drawn) = @ARGV;
my $of = "label=com.docker.compose";
my @webs = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=web);
@webs > 1 or die "web runs in " . @webs . " containers, so that none can be stopped\n";
my $web = $webs[-1];
sub asked {
  for my $left (reverse 0 .. 20) {
    my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $web);
    my $client = $address && IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8080, Timeout => 2);
    if ($client) {
      print $client "GET /$drawn HTTP/1.0\r\n\r\n";
      my @answer = <$client>;
      return $1 if ($answer[-1] // "") =~ /^\S+ \U$drawn\E (\d+)$/;
    }
    select undef, undef, undef, 0.1;
  }
  return 0;
}
my $before = asked() or die "it does not answer before it is stopped\n";
qx(docker stop -t 3 $web);
my ($status) = qx(docker inspect -f "{{.State.ExitCode}}" $web) =~ /(\d+)/;
qx(docker start $web 2>&1);
$status == 0 or die "stopped, it ends with status $status\n";
my $after = asked() or die "started again, it does not answer\n";
$after > $before or die "started again, it counts $after, and it counted $before before the stop\n";
print scalar reverse $drawn;
`;

export default defineLab({
  title: 'As small as it gets',
  level: 'open',
  minutes: 25,
  images: ['drydock/syscalls:1'],
  grants: [
    {
      service: 'web',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'web is filtered by a profile of yours instead of Docker’s',
    },
  ],
  opens: 'profiles/web.json',
  takeaway: {
    file: 'profiles/web.json',
    why: 'A list in which each call has a reason, and with it a way to find the reasons for your own service.',
  },
  vars: { name: vary.word() },
  guards: {
    answers: http(web, 8080, '/{{nonce}}')
      .says('{{name}} {{nonce_upper}} ')
      .titled('web: answers with the word in capitals')
      .why('The list has to allow the calls that the service needs for its work.')
      .readMore(readMore),
    'on-the-error-path': http(web, 8080, '/no/{{nonce}}')
      .status(404)
      .titled('web: answers a path that is no word with 404')
      .why('web makes other calls when it answers an error, and the list has to allow those too.')
      .readMore(readMore)
      .fakeable('A refusal is the same for all paths. The guard beside it asks for work.'),
  },
  tasks: {
    fewer: {
      title: 'Let the runtime need less',
      checks: ['privileges'],
      readMore: '/seccomp/#the-list-is-the-runtimes-too',
      hints: [
        'Another option of the service decides whether runc loads the filter early or late.',
        'With no_new_privs runc may load the filter as its last step: after the capabilities and the user are set.',
        '`security_opt: [no-new-privileges:true, seccomp=./profiles/web.json]`, then Run, and `sh try.sh setuid`.',
      ],
    },
    smallest: {
      title: 'Leave out what is not needed',
      checks: ['short', 'native', 'made', 'again', 'durable', 'masked'],
      questions: ['left'],
      readMore,
      hints: [
        '`sh try.sh NAME` says whether web passes its tests without a call. Try several names at once, and halve them where they fail.',
        'Keep what the tests need; keep too what they cannot show: fdatasync, and the mask of signals. One name after another: `for name in $(jq -r ".syscalls[].names[]" profiles/web.json); do echo "$name: $(sh try.sh $name)"; done`.',
        'These calls are left at the end: execve arch_prctl mmap mprotect openat read pread64 fstat close exit_group; socket setsockopt bind listen ppoll accept4 recvfrom write; flock ftruncate rename renameat fdatasync; rt_sigaction rt_sigprocmask rt_sigreturn; fstatfs getdents64 futex for runc. runc 1.3.6, of Engine 28.5.2, needs openat2 and statx besides; 1.1.15, of Engine 26.1.5, does not.',
      ],
    },
  },
  checks: {
    privileges: web
      .everyProcess(noNewPrivs.set())
      .why(
        'Without no_new_privs runc loads the filter before it becomes another user, and the list has to allow the calls for that.',
      ),
    short: web
      .everyProcess(calls.allowedAtMost(36))
      .orDeclared()
      .points(3)
      .why('Each call that stays open is code of the kernel that an intruder in this process can reach.'),
    native: web
      .everyProcess(calls.nativeOnly())
      .why('Calls of other architectures have numbers of their own, and web needs none of them.'),
    made: custom('made', tellMade)
      .titled('web: is told of no call that it was made, where it was not')
      .why(
        'A test cannot tell a call that was made from one that was only answered with 0. web then goes on without the lock, or with the file of before.',
      ),
    again: program(web, ['perl', '-e', again, '{{nonce}}'], { in: 'workbench', withinMs: 30_000 })
      .prints('{{nonce_reversed}}')
      .titled('web: stops with status 0, starts again, and has forgotten nothing')
      .points(2)
      .why(
        'web makes other calls when it is stopped and when it is started again. A test of its answers alone does not meet them.',
      ),
    durable: web
      .everyProcess(calls.allowed('fdatasync'))
      .orDeclared()
      .titled('web: may still put its words on the disk before it answers')
      .why(
        'web.c does not look at what fdatasync(2) returns, so no test fails without it. After a power cut words would be missing.',
      ),
    masked: web
      .everyProcess(calls.allowed('rt_sigprocmask'))
      .orDeclared()
      .titled('web: may still keep SIGTERM off until it waits')
      .why(
        'Without the mask, a SIGTERM between the look at `stopped` and ppoll(2) is missed. Tests hardly meet that moment.',
      ),
  },
  questions: {
    left: ask.number('How many kinds of calls may web make now?', web.now.callsAllowed(), {
      because:
        'The filter has no rule for a name that your architecture lacks. So the list may have more names than the filter allows calls.',
    }),
  },
  states: {
    solution: { overlay: 'solution', edits: [use()] },
    accepts: {
      // A C library takes it for a kernel that lacks the call.
      'unknown-for-the-rest': { from: 'solution', edits: [profile.set('defaultErrnoRet', 38)] },
    },
    mistakes: {
      'as-it-was': { edits: [use()], fails: { short: 'may make' } },
      // The list has a reason now, and nothing was tried.
      'a-reason-for-all': {
        edits: [profile.replace('start, words, errors, stop, second start', 'each of them is needed')],
        fails: { privileges: 'no_new_privs is clear', short: 'may make' },
      },
      'happy-path': {
        from: 'solution',
        edits: [without('"flock", ')],
        fails: { 'on-the-error-path': '500' },
      },
      'never-restarted': {
        from: 'solution',
        edits: [without(', "ftruncate"')],
        fails: { again: 'started again, it does not answer' },
      },
      'never-stopped': {
        from: 'solution',
        edits: [without(', "rename", "renameat"')],
        fails: { again: 'ends with status 1' },
      },
      'as-the-tests-say': {
        from: 'solution',
        edits: [profile.replace('"fdatasync"', '"fsync"')],
        fails: { durable: 'fdatasync' },
      },
      'without-the-mask': {
        from: 'solution',
        edits: [without('"rt_sigprocmask", ')],
        fails: { masked: 'rt_sigprocmask' },
      },
      'another-architecture': {
        from: 'solution',
        edits: [
          profile.set('archMap', [
            { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] },
            { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
          ]),
        ],
        fails: { native: 'may make calls as of' },
      },
      'one-alone': {
        from: 'solution',
        edits: [compose.unset('services.web.scale')],
        fails: { again: 'in 1 containers' },
      },
      // Tests pass, since web is told that the lock is taken, the notes are emptied, and the file has its name.
      'told-that-it-is-done': {
        from: 'solution',
        edits: [
          without(', "rename", "renameat"'),
          profile.replace(
            '"names": ["flock", "ftruncate"],\n      "action": "SCMP_ACT_ALLOW"',
            '"names": ["flock", "ftruncate", "rename", "renameat"],\n      "action": "SCMP_ACT_ERRNO",\n      "errnoRet": 0',
          ),
        ],
        fails: { made: 'answers flock, ftruncate, rename and renameat with 0' },
      },
      // runc then becomes another user under the filter.
      'privileges-kept': {
        from: 'solution',
        edits: [compose.set('services.web.security_opt', ['seccomp=./profiles/web.json'])],
        fails: {},
        stops: 'web',
      },
    },
  },
});

/** Puts web under the list with no_new_privs, so that runc has done its work before. */
function use() {
  return compose.set('services.web.security_opt', ['no-new-privileges:true', 'seccomp=./profiles/web.json']);
}

function without(text: string) {
  return profile.replace(text, '');
}

/** Whether a filter answers with errno 0: the program takes the call for made. */
function tellMade({ containers }: Observation) {
  const webs = containers.filter(({ service }) => service === 'web');
  const expected = 'a call is made, or answered with an errno';
  if (webs.length === 0) return { ok: false, observed: 'there is no container of web', expected };
  const faked = new Set<string>();
  for (const { filters } of webs) {
    if (filters.source === 'unknown') return { unknown: filters };
    for (const { answers } of filters.value) {
      if (answers.source === 'unknown') return { unknown: answers };
      const { usual, unusual } = answers.value;
      for (const name of unusual['errno 0'] ?? []) faked.add(name);
      if (usual === 'errno 0') faked.add('what the list does not name');
    }
  }
  const observed =
    faked.size > 0
      ? `the filter of web answers ${listWords([...faked])} with 0`
      : 'web is told of no such call';
  return { ok: faked.size === 0, observed, expected };
}
