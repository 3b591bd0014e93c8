import { ask, bpf, caps, defineLab, edit, http, program, service, vary } from '../../../src/lab/authoring.ts';
import { hundredAtOnce, inEachContainer, startsNoMore } from './ask-the-log.ts';

const watcher = service('watcher');
const compose = edit('compose.yaml');
const source = edit('exec.bpf.c');
const services = ['forge', 'mill', 'press'] as const;
const readMore = '/bpf/#every-program-that-is-started';

const asked = (script: string, withinMs: number, ...more: string[]) =>
  program(watcher, ['perl', '-e', script, '{{nonce}}', ...more], { in: 'workbench', withinMs });
const digests = (name: string) =>
  http(service(name), 8080, '/{{nonce}}')
    .says(`${name} {{nonce_sha256}}`)
    .titled(`${name}: makes digests, under its name`)
    .why('A service that does no work starts no intruder either.')
    .readMore(readMore);
/** What the learner is asked, by the values that were drawn; the order of the names is that of library.pl. */
const drawn = program(
  watcher,
  [
    'perl',
    '-e',
    'printf "service %s\\npath %s/.%s/sha256sum\\n", (qw(forge mill press))[$ARGV[0]], @ARGV[1, 2]',
    '{{chosen}}',
    '{{place}}',
    '{{word}}',
  ],
  { in: 'workbench' },
);

const inEach = (key: string, value: string | boolean | string[]) =>
  services.map((name) => compose.set(`services.${name}.${key}`, value));
const path = [
  source.replace('char comm[16];', 'char path[128];'),
  source.replace(
    'bpf_get_current_comm(entry.comm, sizeof entry.comm);',
    'struct linux_binprm *program = (void *)told->args[2];\n  bpf_probe_read_kernel_str(entry.path, sizeof entry.path, BPF_CORE_READ(program, filename));',
  ),
];
const entryForEach = [
  source.replace('  __u32 parent;', '  __u32 pid;\n  __u32 parent;'),
  source.replace(
    '__type(key, __u32);\n  __type(value, struct entry);',
    '__type(key, __u64);\n  __type(value, struct entry);',
  ),
  source.replace('SEC("raw_tp', '__u64 next;\n\nSEC("raw_tp'),
  source.replace('{.parent =', '{.pid = BPF_CORE_READ(task, tgid), .parent ='),
  source.replace(
    '__u32 pid = BPF_CORE_READ(task, tgid), first = 0;',
    '__u64 number = __sync_fetch_and_add(&next, 1);\n  __u32 first = 0;',
  ),
  source.replace('&programs, &pid,', '&programs, &number,'),
];
const logged = [...path, ...entryForEach];
const ended = [
  ...inEach('user', '10001'),
  ...inEach('read_only', true),
  ...inEach('tmpfs', ['/spool:mode=1777']),
];

export default defineLab({
  title: 'Every program that is started',
  level: 'open',
  minutes: 20,
  scope: 'kernel',
  after: ['bpf/watch'],
  needs: { kernel: ['btf'], bpf: ['tracing'] },
  images: ['drydock/bpf:1', 'debian:trixie-slim'],
  grants: [
    {
      service: 'watcher',
      key: 'cap_add',
      value: 'BPF',
      words: 'watcher may load BPF programs into the kernel',
    },
    {
      service: 'watcher',
      key: 'cap_add',
      value: 'PERFMON',
      words:
        'watcher may attach them, read the memory of the whole kernel, other people’s containers included, and end any process of the machine',
    },
  ],
  opens: 'exec.bpf.c',
  takeaway: {
    file: 'exec.bpf.c',
    why: 'A log of the programs that containers execute, which no program in a container can write.',
  },
  vars: {
    word: vary.word(),
    place: vary.pick('/var/tmp', '/tmp', '/spool', '/run'),
    chosen: vary.number(0, 2),
  },
  guards: {
    forge: digests('forge'),
    mill: digests('mill'),
    press: digests('press'),
    attached: watcher
      .container(bpf.attached('raw_tracepoint', 'tracing', 'perf_event'))
      .why('The kernel tells nobody of a start unless a program is attached there.')
      .readMore(readMore),
  },
  tasks: {
    log: {
      title: 'Log each start',
      readMore,
      checks: ['powers', 'paths', 'each'],
      questions: ['service', 'path'],
      hints: [
        '`comm` is the last part of the path, cut to 15 characters, and a process can change it. The key of the map is a pid, and a process may execute several programs.',
        'The path is `filename` of `args[2]`, read by `BPF_CORE_READ` and then `bpf_probe_read_kernel_str`. A global variable `__u64 next` can be counted up by `__sync_fetch_and_add`.',
        'In `struct entry`: `__u32 pid; __u32 parent; char path[128];`. In the program: `struct linux_binprm *program = (void *)told->args[2];`, `bpf_probe_read_kernel_str(entry.path, sizeof entry.path, BPF_CORE_READ(program, filename));`, and `__u64 number = __sync_fetch_and_add(&next, 1);` as the key, whose type in the map is then `__u64`.',
      ],
    },
    end: {
      title: 'End it',
      readMore,
      checks: ['gone'],
      hints: [
        'The intruder needs a folder that its user can write, on a mount from which programs may be executed. Where one is shut, the log shows the next.',
        '`read_only`, `tmpfs` and `user` are keys of the service. Docker mounts a tmpfs with `noexec` unless told otherwise. `/dev` of a container can be written by root.',
        'For the service that the log shows, or all three: `user: "10001"`, `read_only: true`, `tmpfs: ["/spool:mode=1777"]`. Then press Run.',
      ],
    },
  },
  checks: {
    powers: watcher
      .init(caps.bounding.within('BPF', 'PERFMON'))
      .why('Who loads programs into the kernel should be able to do little else.'),
    paths: asked(inEachContainer, 30_000)
      .prints('{{nonce_reversed}}')
      .titled(
        'watcher: logs the path that was given to execve, and the container, of a program under another name',
      )
      .points(2)
      .why('argv and comm are the program’s own to choose.'),
    each: asked(hundredAtOnce, 40_000)
      .prints('{{nonce_reversed}}')
      .titled('watcher: has an entry for each of 100 starts in a burst, and lost none')
      .points(2)
      .why('A program that ends at once, or becomes another, is in no list of processes.'),
    gone: asked(startsNoMore, 45_000, '{{word}}')
      .prints('{{nonce_reversed}}')
      .titled('forge, mill, press: start the intruder no more within seven seconds')
      .points(2)
      .why('What a service can write and then execute, whoever takes it over can bring along.'),
  },
  questions: {
    service: ask.choice('Which service starts the intruder?', drawn.quantity('service'), [...services]),
    path: ask.text('By which path did it start the intruder before you ended it?', drawn.quantity('path'), {
      because: 'Its last part is the name of a program that all three services start.',
    }),
  },
  states: {
    solution: { edits: [...logged, ...ended] },
    accepts: {
      // Nothing that this user can write may be executed; the oldest entries give way to new ones.
      'folders-covered': {
        edits: [
          ...logged,
          source.replace('BPF_MAP_TYPE_HASH', 'BPF_MAP_TYPE_LRU_HASH'),
          ...inEach('user', '10001'),
          ...inEach('tmpfs', ['/spool:mode=1777', '/tmp:mode=1777', '/var/tmp:mode=1777']),
        ],
      },
      // The program is made without the library; comm beside the path does no harm.
      'library-left-out': {
        edits: [
          ...entryForEach,
          source.replace('char comm[16];', 'char comm[16];\n  char path[100];'),
          source.replace(
            'bpf_get_current_comm(',
            'struct linux_binprm *program = (void *)told->args[2];\n  bpf_probe_read_kernel_str(entry.path, sizeof entry.path, BPF_CORE_READ(program, filename));\n  bpf_get_current_comm(',
          ),
          edit('work/digest.pl').replace('  library::look();\n', ''),
        ],
      },
    },
    // The log is mended, and the intruder goes on.
    scenes: { logged: { edits: logged } },
    mistakes: {
      // The library starts the intruder in one service alone, which it knows by a name.
      'under-another-name': {
        edits: [...logged, ...services.map((name) => compose.set(`services.${name}.environment.NAME`, 'a'))],
        fails: { forge: '“a ', mill: '“a ', press: '“a ' },
      },
      'an-entry-for-each-pid': {
        edits: [...path, ...ended],
        fails: { each: '100 starts in' },
      },
      'still-comm': {
        edits: [...entryForEach, ...ended],
        fails: { paths: 'not in the log: a start in', each: '100 starts in', gone: 'the log cannot tell' },
      },
      // What the program was told that it is called, from its own memory.
      'argv-for-a-path': {
        edits: [
          ...logged,
          ...ended,
          source.replace('int tgid;', 'int tgid;\n  struct mm_struct *mm;'),
          source.replace(
            'struct task_struct {',
            'struct mm_struct {\n  unsigned long arg_start;\n} fields_of_the_kernel;\nstruct task_struct {',
          ),
          source.replace('struct linux_binprm *program = (void *)told->args[2];\n  ', ''),
          source.replace('bpf_probe_read_kernel_str(entry.path', 'bpf_probe_read_user_str(entry.path'),
          source.replace('BPF_CORE_READ(program, filename)', '(void *)BPF_CORE_READ(task, mm, arg_start)'),
        ],
        fails: { paths: 'not in the log: a start in', each: '100 starts in', gone: 'the log cannot tell' },
      },
      'room-for-eight': {
        from: 'solution',
        edits: [source.replace('16384', '8')],
        fails: { paths: 'not in the log: a start in', each: 'lost', gone: 'the log cannot tell' },
      },
      'prints-a-list': {
        from: 'solution',
        edits: [
          compose.set('services.watcher.command', [
            'sh',
            '-c',
            'echo executed: attached; exec sleep infinity',
          ]),
          compose.set('services.watcher.healthcheck.test', ['CMD', 'true']),
        ],
        fails: { attached: 'has no BPF program attached' },
      },
      'all-of-dockers-capabilities': {
        from: 'solution',
        edits: [compose.unset('services.watcher.cap_drop')],
        fails: { powers: 'CHOWN' },
      },
      'one-folder-shut': {
        edits: [...logged, ...inEach('tmpfs', ['{{place}}:mode=1777'])],
        fails: { gone: 'has /' },
      },
      'root-has-dev': {
        edits: [...logged, ...inEach('read_only', true), ...inEach('tmpfs', ['/spool'])],
        fails: { gone: 'has /dev/.' },
      },
      'log-looks-away': {
        edits: [
          ...logged,
          source.replace('__u64 number =', "if (entry.path[1] != 'u') return 0;\n  __u64 number ="),
        ],
        fails: { gone: '/proc of' },
      },
      'spool-cannot-be-written': {
        edits: [...logged, ...inEach('user', '10001'), ...inEach('read_only', true)],
        fails: { forge: 'expected', mill: 'expected', press: 'expected' },
      },
    },
  },
});
