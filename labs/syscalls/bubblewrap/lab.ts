import {
  apart,
  ask,
  calls,
  defineLab,
  edit,
  http,
  networks,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const box = service('box');
const compose = edit('compose.yaml');
const source = edit('filter.c');
const sandbox = edit('sandbox');
const workerFile = edit('worker.pl');

const answer = http(box, 8080, '/{{nonce}}');
const family = ['chmod', 'fchmod', 'fchmodat', 'fchmodat2'] as const;
const readMore = '/syscalls/#what-current-does';
/** What perl calls to start and to serve, and a few that are changed or made easily. */
const needed =
  'access alarm arch_prctl accept accept4 bind brk clock_nanosleep clone clone3 close dup dup2 execve exit exit_group fchownat fcntl fstat futex getcwd getegid geteuid getgid getgroups getpid getppid getrandom getsockname getsockopt gettimeofday getuid ioctl kill listen lseek mkdirat mmap mprotect munmap newfstatat openat poll ppoll prctl pread64 prlimit64 pselect6 read readlink readlinkat rseq rt_sigaction rt_sigprocmask rt_sigreturn sendto setitimer set_robust_list setsockopt set_tid_address socket sysinfo time uname unlink unlinkat wait4 write'.split(
    ' ',
  );

const start = `static int current(scmp_filter_ctx *filter)
{
	*filter = seccomp_init(SCMP_ACT_KILL);
	return *filter ? 0 : -ENOMEM;
}`;
/** The kind `current` with this default action and these rules, each a line of C. */
const current = (byDefault: string, ...lines: string[]) =>
  source.replace(
    start,
    [
      'static int current(scmp_filter_ctx *filter)',
      '{',
      '\tint rc = 0;',
      `\t*filter = seccomp_init(${byDefault});`,
      '\tif (!*filter)',
      '\t\treturn -ENOMEM;',
      ...lines.map((line) => `\t${line}`),
      '\treturn rc;',
      '}',
    ].join('\n'),
  );
const rule = (call: string, action = 'SCMP_ACT_ERRNO(EPERM)') =>
  `if (rc == 0) rc = seccomp_rule_add(*filter, ${action}, SCMP_SYS(${call}), 0);`;
const rules = (...names: string[]) => names.map((name) => rule(name));
const under = (kind: string) => compose.set('services.box.command', `sh sandbox ${kind} perl worker.pl`);

export default defineLab({
  title: 'The filter that kills',
  level: 'guided',
  minutes: 20,
  images: ['drydock/syscalls:1'],
  grants: [
    {
      service: 'box',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'box has no filter of Docker’s, so that bubblewrap may make namespaces',
    },
    {
      service: 'box',
      key: 'security_opt',
      value: 'apparmor=unconfined',
      words: 'box has no AppArmor profile of Docker’s, so that bubblewrap may mount',
    },
  ],
  opens: 'filter.c',
  takeaway: {
    file: 'filter.c',
    why: 'A filter for one program of a container: bubblewrap, systemd and your own code can load it.',
  },
  vars: { name: vary.word(), quiet: vary.number(2, 8) },
  guards: {
    works: answer
      .says('{{name}} {{nonce_reversed}}')
      .titled('box: keeps what it is sent')
      .why('A filter must leave a program what its work needs. `docker compose logs box` shows how it ended.')
      .readMore(readMore),
    inside: box
      .processesListening(8080, apart('mnt').from('init'))
      .titled('box: what answers on port 8080 runs in the sandbox')
      .why('bubblewrap gives its program mounts of its own, where all but one directory is read-only.')
      .readMore('/syscalls/#a-filter-for-one-program'),
    'own-network': box
      .container(networks.unshared())
      .why('Else another container answers in the place of worker, without your filter.')
      .readMore('/syscalls/#a-filter-for-one-program'),
  },
  tasks: {
    make: {
      title: 'Make a filter',
      questions: ['logging'],
      readMore: '/syscalls/#a-filter-for-one-program',
      hints: [
        'The answer is in the file that your own filter.c writes for the kind `logging`.',
        'Each instruction is a `struct sock_filter` of eight bytes. `stat -c %s` prints the size of a file.',
        '`docker compose exec box sh sandbox logging true`, then `docker compose exec box stat -c %s /tmp/logging.bpf`, divided by eight.',
      ],
    },
    watch: {
      title: 'Watch it die',
      questions: ['status', 'first'],
      readMore,
      hints: [
        'The status is that of the command in the terminal. What the container’s first process runs under, the kernel tells in /proc.',
        '`echo $?` behind a command prints its status. The line `Seccomp` of /proc/1/status has the mode.',
        '`docker compose exec box sh sandbox current true; echo $?` and `docker compose exec box grep Seccomp: /proc/1/status`.',
      ],
    },
    mend: {
      title: 'Refuse one family of calls',
      checks: ['chmod', 'told', 'rest', 'not-the-box'],
      questions: ['instructions'],
      readMore: '/syscalls/#mend-it',
      hints: [
        'The default action is for each call without a rule. The four calls need rules, and `worker` has to run under the filter.',
        'seccomp_init(3) takes the default action, seccomp_rule_add(3) an action and a call. The command in `compose.yaml` names the kind.',
        '`SCMP_ACT_ALLOW` for seccomp_init; then four times `seccomp_rule_add(*filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(chmod), 0)`, also with `fchmod`, `fchmodat` and `fchmodat2`; and `command: sh sandbox current perl worker.pl`. After a later change to filter.c alone: `docker compose restart box`.',
      ],
    },
  },
  checks: {
    chmod: box
      .processesListening(8080, calls.refused([...family], { errno: 'EPERM' }))
      .points(2)
      .why('Each of the four changes the mode of a file. A program that is refused one may try another.'),
    told: answer
      .says('mode not changed: Operation not permitted')
      .titled('box: the program that answers is refused chmod, and goes on')
      .why('An errno is an answer that a program can report. A signal ends it.'),
    rest: box
      .processesListening(8080, calls.asOpenAs('default', { except: [...family] }))
      .titled('box: the program that answers may make all other calls that Docker’s own profile allows')
      .why('The rest is to stay as it was: who refuses more should know which program needs it.'),
    'not-the-box': box
      .init(seccomp.off())
      .titled('box: bwrap itself runs without the filter')
      .why(
        'A filter around bubblewrap has to allow all that makes a sandbox: namespaces, mounts, a new root.',
      ),
  },
  questions: {
    logging: ask.number(
      'How many BPF instructions has your filter of the kind `logging`?',
      program(box, [
        'sh',
        '-c',
        'sh sandbox logging true; echo instructions $(($(stat -c %s /tmp/logging.bpf) / 8))',
      ]).quantity('instructions'),
      { because: 'Each call that is not logged is one comparison more. The kernel runs them at each call.' },
    ),
    status: ask.number(
      'With which status does `sh sandbox current true` end at the start?',
      program(box, ['sh', '-c', 'sh sandbox current true; echo status $?']).quantity('status', 'start'),
      { because: '128 and the number of the signal, 31: SIGSYS. `true` had no chance to start.' },
    ),
    first: ask.choice(
      'Which mode of seccomp has the container’s first process?',
      program(box, ['grep', 'Seccomp:', '/proc/1/status']).quantity('Seccomp:'),
      ['0', '1', '2'],
      {
        because:
          'Mode 0 means no filter. The first process is bwrap; it gives the filter to its child right before that becomes another program.',
      },
    ),
    instructions: ask.number(
      'How many BPF instructions has the filter that worker runs under?',
      box.now.filterInstructions('worker'),
      { because: 'An instruction is a struct sock_filter of eight bytes: the file is eight times as long.' },
    ),
  },
  states: {
    solution: { edits: [current('SCMP_ACT_ALLOW', ...rules(...family)), under('current')] },
    accepts: {
      'in-a-loop': {
        edits: [
          current(
            'SCMP_ACT_ALLOW',
            // Calls of i386 are killed without this, and refused alike with it.
            'if (rc == 0) rc = seccomp_arch_add(*filter, SCMP_ARCH_X86);',
            'static const char *const family[] = {"chmod", "fchmod", "fchmodat", "fchmodat2"};',
            'for (size_t i = 0; i < sizeof family / sizeof family[0] && rc == 0; i++)',
            '\trc = seccomp_rule_add(*filter, SCMP_ACT_ERRNO(1), seccomp_syscall_resolve_name(family[i]), 0);',
          ),
          under('current'),
        ],
      },
      // The reader's own kind, and `current` as it was.
      'another-kind': {
        edits: [
          source.replace(
            'static const struct {',
            `static int modeless(scmp_filter_ctx *filter)
{
	int rc = 0;
	*filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!*filter)
		return -ENOMEM;
${rules(...family)
  .map((line) => `\t${line}\n`)
  .join('')}	return rc;
}

static const struct {`,
          ),
          source.replace('{"current", current},', '{"current", current},\n\t{"modeless", modeless},'),
          under('modeless'),
        ],
      },
      // setpriv of util-linux loads the file inside of the sandbox; the loader is the same process as worker.
      'loaded-by-setpriv': {
        from: 'solution',
        edits: [
          sandbox.replace('  exec 9< "/tmp/$kind.bpf"\n', ''),
          sandbox.replace(
            'set -- --seccomp 9 -- "$@"',
            'set -- -- setpriv --seccomp-filter "/tmp/$kind.bpf" "$@"',
          ),
        ],
      },
      // Stricter than asked: these two calls stay open, but for some arguments.
      'some-arguments-refused-too': {
        edits: [
          current(
            'SCMP_ACT_ALLOW',
            ...rules(...family),
            'if (rc == 0) rc = seccomp_rule_add(*filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,',
            '\tSCMP_A0(SCMP_CMP_MASKED_EQ, 0x10000000, 0x10000000));',
            'if (rc == 0) rc = seccomp_rule_add(*filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,',
            '\tSCMP_A0(SCMP_CMP_EQ, 17));',
          ),
          under('current'),
        ],
      },
    },
    mistakes: {
      'one-of-the-family': {
        edits: [current('SCMP_ACT_ALLOW', ...rules('chmod', 'fchmod', 'fchmodat')), under('current')],
        fails: { chmod: 'lets fchmodat2 through' },
      },
      'logged-alone': {
        edits: [under('logging')],
        fails: { chmod: 'lets chmod, fchmod', told: 'mode changed' },
      },
      'still-kills': {
        edits: [under('current')],
        fails: {
          works: 'no answer',
          inside: 'is exited with status 159',
          'own-network': 'is exited with status 159',
        },
      },
      'kills-for-it': {
        edits: [
          current('SCMP_ACT_ALLOW', ...family.map((name) => rule(name, 'SCMP_ACT_KILL_PROCESS'))),
          under('current'),
        ],
        fails: {
          works: 'no answer',
          inside: 'is exited with status 159',
          'own-network': 'is exited with status 159',
        },
      },
      'another-errno': {
        edits: [
          current('SCMP_ACT_ALLOW', ...family.map((name) => rule(name, 'SCMP_ACT_ERRNO(EACCES)'))),
          under('current'),
        ],
        fails: { chmod: 'answers EACCES to', told: 'mode not changed: Pe' },
      },
      'says-that-it-did': {
        edits: [
          current('SCMP_ACT_ALLOW', ...family.map((name) => rule(name, 'SCMP_ACT_ERRNO(0)'))),
          under('current'),
        ],
        fails: { chmod: 'answers errno 0 to', told: 'mode changed' },
      },
      'other-architectures-open': {
        edits: [
          current(
            'SCMP_ACT_ALLOW',
            ...rules(...family),
            'if (rc == 0) rc = seccomp_attr_set(*filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);',
          ),
          under('current'),
        ],
        fails: { chmod: 'every call made as of' },
      },
      // A rule for one call of i386 alone: that architecture gets several answers, and chmod is let through.
      'one-rule-for-i386': {
        edits: [
          current(
            'SCMP_ACT_ALLOW',
            ...rules(...family),
            'if (rc == 0) rc = seccomp_arch_add(*filter, SCMP_ARCH_X86);',
            'if (rc == 0) rc = seccomp_rule_add(*filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(reboot), 0);',
          ),
          under('current'),
        ],
        fails: { chmod: 'one of them made as of i386' },
      },
      'owners-too': {
        edits: [current('SCMP_ACT_ALLOW', ...rules(...family, 'fchownat')), under('current')],
        fails: { rest: 'fchownat' },
      },
      // What worker calls is allowed, and so it answers as it should; the default refuses the family and all else.
      'an-allow-list': {
        edits: [
          current(
            'SCMP_ACT_ERRNO(EPERM)',
            `static const char *const names[] = {${needed.map((name) => JSON.stringify(name)).join(', ')}};`,
            'for (size_t i = 0; i < sizeof names / sizeof names[0] && rc == 0; i++)',
            '\trc = seccomp_rule_add(*filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(names[i]), 0);',
          ),
          under('current'),
        ],
        fails: { rest: 'answers EPERM to' },
      },
      'mended-and-not-used': {
        edits: [current('SCMP_ACT_ALLOW', ...rules(...family))],
        fails: { chmod: 'lets chmod, fchmod', told: 'mode changed' },
      },
      // Around bubblewrap, which needs no call of this family.
      'around-bwrap': {
        from: 'solution',
        edits: [
          sandbox.replace('  exec 9< "/tmp/$kind.bpf"\n', ''),
          sandbox.replace('set -- --seccomp 9 -- "$@"', 'set -- -- "$@"'),
          sandbox.replace('exec bwrap', 'exec setpriv --seccomp-filter /tmp/current.bpf bwrap'),
        ],
        fails: { 'not-the-box': 'runs with a seccomp filter' },
      },
      // A worker by name sits in the sandbox; who answers changes no mode, says so, and has no filter.
      'a-decoy-in-the-sandbox': {
        from: 'solution',
        edits: [
          workerFile.replace("$0 = 'worker';", "$0 = $ARGV[0] // 'clerk';\nsleep while @ARGV;"),
          workerFile.replace(
            'chmod(0600, $file) ? \'changed\' : "not changed: $!"',
            "'not changed: Operation not permitted'",
          ),
          compose.set('services.box.command', [
            'sh',
            '-c',
            'sh sandbox none perl worker.pl & exec sh sandbox current perl worker.pl worker',
          ]),
        ],
        fails: { chmod: 'lets chmod, fchmod' },
      },
      'without-the-sandbox': {
        from: 'solution',
        edits: [
          compose.set('services.box.command', [
            'sh',
            '-c',
            'gcc -o /tmp/filter filter.c -lseccomp && /tmp/filter --filter current /tmp/f /tmp/p && setpriv --seccomp-filter /tmp/f perl worker.pl & wait',
          ]),
        ],
        fails: { inside: 'shares the mnt namespace with' },
      },
      'as-the-containers-profile': {
        from: 'solution',
        edits: [
          edit('profile.json').write('{"defaultAction": "SCMP_ACT_ALLOW"}\n'),
          compose.replace('seccomp=unconfined', 'seccomp=./profile.json'),
        ],
        fails: {},
        refused: 'seccomp',
      },
    },
  },
});
