import {
  ask,
  calls,
  callsUsed,
  defineLab,
  edit,
  http,
  networks,
  program,
  runs,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const web = service('web');
const rehearsal = service('rehearsal');
const used = callsUsed(service('recorder'), rehearsal);
const compose = edit('compose.yaml');
const profile = edit('profiles/web.json');

/** What ends a process for good where it is called, since no web server has an honest use for it. */
const dangerous = ['ptrace', 'mount', 'bpf'];

/** What the profile of the rehearsal lets through without asking. */
const unasked = words(
  'epoll_pwait futex getpid gettid madvise nanosleep rt_sigreturn sched_yield tgkill write',
);

/** Made when web is stopped: Check stops nobody. On arm64 a C library has unlinkat(2) alone. */
const atTheEnd = ['wait4', 'unlink', 'unlinkat'];

/**
 * Calls of a container's runtime between the load of the filter and execve(2). Which of them it makes differs with its
 * version and with the container's other settings, so a list may have those that were not made here.
 */
const ofTheRuntime = words(`
  capget capset chdir clone close close_range dup2 dup3 epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 exit
  faccessat2 fchdir fchown fchownat fcntl fstat fstatfs futex getcwd getdents64 getegid geteuid getgid getpid getppid
  gettid getuid ioctl kill lseek madvise mmap munmap nanosleep newfstatat open_tree openat openat2 pipe2 prctl pselect6
  read readlinkat sched_yield setgid setgroups setresgid setresuid setuid sigaltstack statx tgkill umask uname
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/**
 * Asks the rehearsal for words, how many is drawn, and the recorder before and after: each request is a connection. A
 * recorder that tells what it has been told, or that sees another container, has not counted them. It may see some more
 * that others make meanwhile.
 */
const counted = String.raw`
use IO::Socket::INET;
my ($drawn) = @ARGV;
my $of = "label=com.docker.compose";
my ($recorder, $rehearsal) = map {
  my ($id) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$_);
  $id or die "$_ does not run\n";
} qw(recorder rehearsal);
my ($address) = map { /"IPAddress": "(\d[\d.]*)"/ } qx(docker inspect $rehearsal) or die "rehearsal is on no network\n";
sub accepted {
  my $told = qx(docker exec $recorder /recorder calls rehearsal 2>&1);
  $told =~ /^lost 0$/m or die "the record is not whole: $told";
  $told =~ /^call accept4 (\d+)$/m ? $1 : 0;
}
my $before = accepted();
my $requests = 2 + ord($drawn) % 31;
for (1 .. $requests) {
  my $rehearsed = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 8080, Timeout => 2)
    or die "rehearsal does not listen\n";
  print $rehearsed "GET /$drawn HTTP/1.0\r\n\r\n";
  my @answer = <$rehearsed>;
}
my $more = accepted() - $before;
$more >= $requests && $more <= $requests + 4 or die "of $requests requests to rehearsal the recorder saw $more\n";
print scalar reverse $drawn;
`;

/** Stands in the place of the recorder, and has it do the work. */
const moreCalls = String.raw`#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "calls") == 0) {
    puts("call chroot 1\ncall setns 1\ncall unshare 1");
    fflush(stdout);
  }
  execv("/real", argv);
  return 1;
}
`;

export default defineLab({
  title: 'From what is called to what may be called',
  level: 'open',
  minutes: 25,
  images: ['gcc:14', 'drydock/recorder:1'],
  grants: [
    {
      service: 'web',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'web is filtered by a profile of yours instead of Docker’s',
    },
    {
      service: 'rehearsal',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'rehearsal may make any system call that its user may; each is recorded',
    },
  ],
  takeaway: {
    file: 'profiles/web.json',
    why: 'A list that was made by running the program, and that ends a process which calls anything else.',
  },
  vars: { name: vary.word() },
  guards: {
    answers: http(web, 8080, '/{{nonce}}')
      .says('{{name}} {{nonce_upper}}')
      .titled('web: answers with the word in capitals')
      .why('A filter that stops the service itself protects nobody.')
      .readMore('/syscalls/#what-a-list-has-to-have-seen'),
    'on-the-error-path': http(web, 8080, '/no/{{nonce}}')
      .status(404)
      .titled('web: answers a path that is no word with 404')
      .why(
        'The path of an error makes calls of its own. A list that has not seen them ends the process there.',
      )
      .readMore('/syscalls/#what-a-list-has-to-have-seen')
      .fakeable('A refusal is the same for all paths. The guard beside it asks for work.'),
    rehearses: http(rehearsal, 8080, '/{{nonce}}', { live: false })
      .says('{{name}} {{nonce_upper}}')
      .titled('rehearsal: is the same service')
      .why('What another program calls says nothing about this one.')
      .readMore('/syscalls/#what-a-list-has-to-have-seen'),
    'rehearses-errors': http(rehearsal, 8080, '/no/{{nonce}}', { live: false })
      .status(404)
      .titled('rehearsal: answers a path that is no word with 404')
      .why('The record has to hold what the program calls there.')
      .readMore('/syscalls/#what-a-list-has-to-have-seen')
      .fakeable('A refusal is the same for all paths. The guard beside it asks for work.'),
    'same-program': web
      .container(runs.sameAs(rehearsal))
      .why('A list is made of what this program calls. What another one calls is another list.')
      .readMore('/syscalls/#what-a-list-has-to-have-seen'),
    'own-network': web
      .container(networks.unshared())
      .why('Else another container answers in the place of web, and runs under no list of yours.')
      .readMore('/syscalls/#what-a-list-has-to-have-seen'),
    counts: program(web, ['perl', '-e', counted, '{{nonce}}'], { in: 'workbench' })
      .prints('{{nonce_reversed}}')
      .titled('recorder: counts what the rehearsal does, and loses nothing')
      .why('A list is worth as much as the record that it was made of.')
      .readMore('/syscalls/#a-recorder'),
  },
  tasks: {
    record: {
      title: 'Record',
      questions: ['kinds'],
      hints: [
        'The service `rehearsal` runs the program of `web`. `recorder` tells what it called: `docker compose exec recorder /recorder calls rehearsal`.',
        'The workbench reaches the service by the address of its container, `docker inspect`. Ask for a word, then for a path that is none.',
        '`at=$(docker inspect -f "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" $(docker compose ps -q rehearsal))`, then `curl $at:8080/word` and `curl $at:8080/no/word`.',
      ],
    },
    list: {
      title: 'Write the list',
      readMore: '/syscalls/#what-a-list-has-to-have-seen',
      checks: ['short', 'recorded', 'kills', 'native', 'ends'],
      hints: [
        'A profile has a `defaultAction`, and rules in `syscalls` with other actions. Stop the rehearsal too before you take the list: `docker compose stop rehearsal`. Its record stays until it starts again.',
        'SCMP_ACT_KILL_PROCESS is the action for what is not on the list, SCMP_ACT_ALLOW for what is. What `record.json` allows without asking, `write` among it, is not in the record and has to be added. `jq -R` reads lines as strings.',
        '`docker compose exec -T recorder /recorder calls rehearsal | jq -nR --slurpfile asked profiles/record.json \'[inputs | select(startswith("call ")) | split(" ")[1]] + $asked[0].syscalls[0].names | {defaultAction: "SCMP_ACT_KILL_PROCESS", syscalls: [{names: ., action: "SCMP_ACT_ALLOW"}]}\' > profiles/web.json`; then `security_opt: [seccomp=./profiles/web.json]` for `web`. The list holds for the runtime that it was recorded under: crun makes other calls than runc.',
      ],
    },
  },
  checks: {
    short: web
      .everyProcess(calls.allowedAtMost(80))
      .orDeclared()
      .points(2)
      .why('Each call that stays open is code of the kernel that an intruder in this process can reach.'),
    recorded: used
      .boundFilterOf(web, {
        besides: [...unasked, 'exit_group', 'restart_syscall', ...atTheEnd, ...ofTheRuntime],
      })
      .orDeclared()
      .titled('web: may make no calls but those of its rehearsal and of the container’s runtime')
      .points(2)
      .why('What was not called in the rehearsal is not needed, or the rehearsal was too short.'),
    kills: web
      .everyProcess(calls.killed(...dangerous))
      .orDeclared()
      .why(
        'An errno lets an intruder try the next thing. A process that is killed does not, and somebody hears of it.',
      ),
    native: web
      .everyProcess(calls.nativeOnly())
      .why(
        'Numbers mean other calls in another architecture: a list for one of them says nothing about the other.',
      ),
    ends: web
      .init(calls.allowed('rt_sigreturn', 'wait4', 'unlink'))
      .orDeclared()
      .titled('web: may still do what it does when it is stopped')
      .why('A service that is killed in its own clean-up leaves behind what it should have removed.'),
  },
  questions: {
    kinds: ask.number(
      'How many kinds of calls are in the record, once a word and a path that is no word were asked for?',
      used.kinds(),
      {
        because:
          'web.c names fewer. The others are made by the C library before main(), and by the runtime, which loads the filter before it executes the program.',
      },
    ),
  },
  states: {
    solution: { overlay: 'solution', edits: [use()] },
    accepts: {
      'with-no-new-privileges': {
        overlay: 'solution',
        edits: [use('no-new-privileges:true')],
      },
      'errno-for-the-rest': { overlay: 'errno-for-the-rest', edits: [use()] },
    },
    mistakes: {
      'happy-path': {
        from: 'solution',
        edits: [without('"flock", '), without('"fdatasync", ')],
        fails: { 'on-the-error-path': 'no answer' },
      },
      'never-stopped': {
        from: 'solution',
        edits: [without('"wait4", "unlink", "unlinkat", ')],
        fails: { ends: 'unlink' },
      },
      // It runs the recorder, and tells of three calls more.
      'a-recorder-that-adds': {
        from: 'solution',
        edits: [
          edit('more.c').write(moreCalls),
          edit('more.Dockerfile').write(
            [
              'FROM gcc:14 AS build',
              'COPY more.c /src/',
              'RUN gcc -O2 -static -o /more /src/more.c',
              'FROM drydock/recorder:1',
              'COPY --from=drydock/recorder:1 /recorder /real',
              'COPY --from=build /more /recorder\n',
            ].join('\n'),
          ),
          compose.unset('services.recorder.image'),
          compose.set('services.recorder.build', { context: '.', dockerfile: 'more.Dockerfile' }),
          profile.replace('"accept4", ', '"accept4", "chroot", "setns", "unshare", '),
        ],
        fails: { recorded: 'a record that is not believed: recorder runs' },
      },
      // Answers as web does, and calls more than web.
      'another-program-rehearses': {
        from: 'solution',
        edits: [
          edit('more.Dockerfile').write(
            [
              'FROM gcc:14 AS build',
              'COPY web.c /src/',
              'RUN sed "s/^int main(void) {/&\\n  if (chroot(\\"\\/nowhere\\") == 0) return 1;/" /src/web.c > /src/more.c',
              'RUN gcc -O2 -Wall -Werror -static -o /web /src/more.c',
              'FROM scratch',
              'COPY --from=build /web /web',
              'ENTRYPOINT ["/web"]\n',
            ].join('\n'),
          ),
          compose.set('services.rehearsal.build', { context: '.', dockerfile: 'more.Dockerfile' }),
          profile.replace('"accept4", ', '"accept4", "chroot", '),
        ],
        fails: { 'same-program': 'has other layers in its image than rehearsal' },
      },
      // Answers in the network of web, under Docker's own filter.
      'a-sidecar-answers': {
        from: 'solution',
        edits: [
          compose.set('services.sidecar', {
            build: '.',
            user: '10001',
            tmpfs: ['/run', '/log'],
            environment: { NAME: '{{name}}' },
            network_mode: 'service:web',
          }),
          edit('web.c').replace('htons(8080)', 'htons(strcmp(getenv("NAME"), "idle") ? 8080 : 8081)'),
          compose.set('services.web.environment.NAME', 'idle'),
        ],
        fails: { 'own-network': 'shares its network with sidecar' },
      },
      'a-few-denied': {
        edits: [
          profile.write(
            json({
              defaultAction: 'SCMP_ACT_ALLOW',
              syscalls: [{ names: dangerous, action: 'SCMP_ACT_KILL_PROCESS' }],
            }),
          ),
          use(),
        ],
        fails: { short: 'may make', recorded: 'too', native: 'no table' },
      },
      'all-but-dangerous': {
        overlay: 'all-but-dangerous',
        edits: [use()],
        fails: { short: 'may make', recorded: 'too' },
      },
      'refused-alone': {
        from: 'solution',
        edits: [profile.set('defaultAction', 'SCMP_ACT_ERRNO')],
        fails: { kills: 'EPERM' },
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
      // What strace tells of the program: the runtime has to get as far as execve(2) first.
      'the-program-alone': { overlay: 'the-program-alone', edits: [use()], fails: {}, stops: 'web' },
    },
  },
});

/** Puts web under the reader's list, and other options beside it. */
function use(...besides: string[]) {
  return compose.set('services.web.security_opt', [...besides, 'seccomp=./profiles/web.json']);
}

function without(text: string) {
  return profile.replace(text, '');
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
