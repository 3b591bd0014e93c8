import {
  ask,
  bpf,
  caps,
  defineLab,
  edit,
  machine,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { inTheGuest } from './in-the-guest.ts';
import { allForty, untilItNames } from './until-it-names.ts';

const watcher = service('watcher');
/** A machine of its own kernel: few hosts let anybody load a security module. */
const guarded = service('guarded');
const compose = edit('compose.yaml');
const open = edit('open.bpf.c');
const deny = edit('deny.bpf.c');
const load = edit('load');

const named = program(watcher, ['perl', '-e', untilItNames, '{{nonce}}', '/srv/{{file}}'], {
  in: 'workbench',
  withinMs: 45_000,
});
const tried = machine(guarded).program(['perl', '-MErrno', '-e', inTheGuest, '{{nonce}}', '/run/secret']);

/** What reads the path, and what keeps the secret's alone. */
const column = open.replace('  __u64 path;\n', '  char path[64];\n');
const read = 'bpf_probe_read_user_str(by.path, sizeof by.path, path);';
const only = 'if (bpf_strncmp(by.path, sizeof by.path, "/srv/{{file}}") != 0) return 0;';
const pointer = 'by.path = (__u64)path;';
const byPath = `  char path[64] = {};
  bpf_d_path(&file->f_path, path, sizeof path);
  if (bpf_strncmp(path, sizeof path, "/run/secret") == 0) return -EPERM;
`;
const byIdentity = `  struct identity identity = {.device = file->f_inode->i_sb->s_dev, .number = file->f_inode->i_ino};
  if (bpf_map_lookup_elem(&secrets, &identity)) return -EPERM;
`;
const reads = (...lines: string[]) => [column, open.replace(pointer, lines.join('\n  '))];
const loads = 'docker compose exec -T guarded machine-exec -- sh load';

export default defineLab({
  title: 'Who opens the secret file?',
  level: 'fix',
  minutes: 20,
  scope: 'kernel',
  after: ['bpf/watch'],
  needs: { kernel: ['btf'], bpf: ['tracing'], architecture: ['amd64'] },
  images: ['drydock/bpf:1', 'drydock/kernel:1', 'debian:trixie-slim'],
  grants: [
    { service: 'watcher', key: 'cap_add', value: 'BPF', words: 'watcher may load BPF programs' },
    {
      service: 'watcher',
      key: 'cap_add',
      value: 'PERFMON',
      words: 'watcher may attach them, read the memory of every process of the machine, and end any of them',
    },
  ],
  opens: 'open.bpf.c',
  takeaway: {
    file: 'deny.bpf.c',
    why: 'A file is refused by what it is to the kernel, and not by what it is called.',
  },
  vars: { file: vary.word() },
  guards: {
    works: program(watcher, ['perl', '-e', allForty, '{{nonce}}'], { in: 'workbench', withinMs: 30_000 })
      .prints('{{nonce_reversed}}')
      .titled('forty: each of its forty workers does its work')
      .why('A worker that is gone opens no secret.')
      .readMore('/bpf/#who-opens-the-secret-file'),
    booted: machine(guarded)
      .program(['perl', '-e', 'print scalar reverse shift', '{{nonce}}'])
      .prints('{{nonce_reversed}}')
      .titled('guarded: its guest runs programs')
      .why('To start a program the kernel opens its file.')
      .readMore('/bpf/#refuse-the-file-not-its-name'),
  },
  tasks: {
    see: {
      title: 'See who it is',
      readMore: '/bpf/#who-opens-the-secret-file',
      checks: ['attached', 'modest', 'names', 'only', 'room'],
      questions: ['who'],
      hints: [
        'Two places of `open.bpf.c`: the member `path` of `struct by`, and the line of `enter` that fills it.',
        'bpf-helpers(7): `bpf_probe_read_user_str` copies a string from the memory of the process that calls, and `bpf_strncmp` compares one with a constant. `return 0` leaves a call out.',
        '`char path[64];`, then `bpf_probe_read_user_str(by.path, sizeof by.path, path);` and `if (bpf_strncmp(by.path, sizeof by.path, "PATH") != 0) return 0;`, with the path of `SECRET` in `compose.yaml`. The name of process PID is `docker compose exec forty cat /proc/PID/comm`.',
      ],
    },
    refuse: {
      title: 'Refuse it',
      readMore: '/bpf/#refuse-the-file-not-its-name',
      checks: ['module', 'denied', 'linked', 'others'],
      hints: [
        '`deny.bpf.c` has a map that nothing looks into, and `load` fills it.',
        'The device is `file->f_inode->i_sb->s_dev`, the number `file->f_inode->i_ino`. `bpf_map_lookup_elem` gives NULL where there is no entry.',
        '`struct identity identity = {.device = …, .number = …};`, then `if (bpf_map_lookup_elem(&secrets, &identity)) return -EPERM;`. After Run the guest has booted anew: load the object again.',
      ],
    },
  },
  checks: {
    attached: watcher
      .container(bpf.attached('raw_tracepoint', 'tracing', 'perf_event'))
      .why('A program that is compiled and not attached sees nothing.'),
    modest: watcher
      .init(caps.effective.within('BPF', 'PERFMON'))
      .why(
        'With these two, a watcher that is taken over can still read whatever memory it likes; more it need not have.',
      ),
    names: named
      .matches(/^worker \d+$/)
      .titled('watcher: counts each open of the secret for the process that made it')
      .points(2)
      .why('Check lets workers that it draws open the secret, by three calls, and counts with you.'),
    only: named
      .number('others')
      .is(0)
      .titled('watcher: keeps no other path')
      .why('What others open is not what was asked, and it takes the room.'),
    room: named
      .number('lost')
      .is(0)
      .titled('watcher: loses no open')
      .why('What a full map has no room for has happened all the same.'),
    module: machine(guarded)
      .program(['bpftool', 'link', 'list'])
      .prints('lsm_mac')
      .titled('guarded: a BPF program is attached to a hook of the security modules')
      .why('A program that is compiled and not attached refuses nothing.'),
    denied: tried
      .matches(/^name EPERM /)
      .titled('guarded: root may not open the secret')
      .why('A mode does not bind root; a security module is asked after it.'),
    linked: tried
      .matches(/^name \w+ link EPERM renamed EPERM /)
      .titled('guarded: nor by a hard link, nor by another name')
      .points(2)
      .why('A path is one way to a file. A link is another.'),
    others: tried
      .prints('others {{nonce_reversed}}')
      .titled('guarded: every other file opens')
      .why('One on another device may have the same number, and one in another folder the same name.'),
  },
  questions: {
    who: ask.number(
      'Which worker opens the secret file by itself: what is its number?',
      named.quantity('worker'),
      {
        because: 'It was drawn as forty started, and no listing of its processes shows it.',
      },
    ),
  },
  states: {
    solution: {
      edits: [...reads(read, only), deny.replace(byPath, byIdentity)],
      run: [loads],
    },
    accepts: {
      // At the end of the call the kernel has read the path, so its page is in memory. The number is still in orig_ax.
      'as-the-call-ends': {
        edits: [
          ...reads(read, only),
          open.replace('unsigned long di, si;', 'unsigned long di, si, orig_ax;'),
          open.replace('SEC("raw_tp/sys_enter")', 'SEC("raw_tp/sys_exit")'),
          open.replace(
            '  const char *path = path_of((void *)entered->args[0], entered->args[1]);',
            `  struct pt_regs *registers = (void *)entered->args[0];
  const char *path = path_of(registers, BPF_CORE_READ(registers, orig_ax));`,
          ),
          deny.replace(byPath, byIdentity.replaceAll('file->f_inode', 'file->f_path.dentry->d_inode')),
          deny.replace('  void *mnt, *dentry;', '  void *mnt;\n  struct dentry *dentry;'),
          deny.replace(
            'struct path {',
            'struct dentry {\n  struct inode *d_inode;\n} fields_of_the_kernel;\nstruct path {',
          ),
        ],
        run: [loads],
      },
      // Without a column for the path, since there is one path.
      'compared-by-hand': {
        edits: [
          open.replace('  __u64 path;\n', ''),
          open.replace(
            pointer,
            `char path[64];
  static const char secret[] = "/srv/{{file}}";
  if (bpf_probe_read_user_str(path, sizeof path, path_in_memory) != sizeof secret) return 0;
  for (unsigned at = 0; at < sizeof secret; at++)
    if (path[at] != secret[at]) return 0;`,
          ),
          open.replace(
            '  const char *path = path_of((void *)entered->args[0], entered->args[1]);\n  if (!path) return 0;',
            '  const char *path_in_memory = path_of((void *)entered->args[0], entered->args[1]);\n  if (!path_in_memory) return 0;',
          ),
          deny.replace(byPath, byIdentity),
        ],
        run: [loads],
      },
    },
    mistakes: {
      'begins-alike': {
        edits: [
          ...reads(read, only.replace('sizeof by.path, "/srv/{{file}}"', '8, "/srv/{{file}}"')),
          open.replace('max_entries, 128', 'max_entries, 4096'),
          deny.replace(byPath, byIdentity.replace('.device = file->f_inode->i_sb->s_dev, ', '')),
          load.replace("stat -c '%d %i'", "stat -c '0 %i'"),
        ],
        run: [loads],
        fails: { only: 'others', others: 'not same number' },
      },
      'two-of-three-calls': {
        edits: [
          ...reads(read, only),
          open.replace('    case __NR_open: return (void *)BPF_CORE_READ(registers, di);\n', ''),
          deny.replace(byPath, '  return -EPERM;\n'),
        ],
        run: [`${loads} || true`],
        fails: { names: 'by open,', booted: 'Operation not permitted' },
      },
      'pid-of-the-host': {
        edits: [
          ...reads(read, only),
          open.replace('.pid = pid_inside(task)', '.pid = bpf_get_current_pid_tgid() >> 32'),
          open.replace('static __u64 pid_inside', '__attribute__((unused)) static __u64 pid_inside'),
          deny.replace(byPath, byIdentity),
        ],
        run: [
          'docker compose exec -T guarded machine-exec -- sh -c "echo hidden > /run/secret; chmod 0 /run/secret"',
        ],
        fails: { names: 'watcher shows 0', module: 'lsm_mac', denied: 'name opens', linked: 'link opens' },
      },
      'file-removed': {
        from: 'solution',
        edits: [compose.unset('services.watcher.cap_drop')],
        run: [loads, 'docker compose exec -T guarded machine-exec -- rm /run/secret'],
        fails: { modest: 'CHOWN', denied: 'has no file', linked: 'has no file', others: 'has no file' },
      },
      'one-worker-less': {
        from: 'solution',
        edits: [
          compose.set('services.forty.command', ['39']),
          // The secret is known by its size, which other files have too.
          deny.replace(byIdentity, '  if (file->f_inode->i_size == 24) return -EPERM;\n'),
          deny.replace('  unsigned long i_ino;', '  unsigned long i_ino;\n  long long i_size;'),
        ],
        run: [loads],
        fails: { works: '39 of 40 workers', others: 'not same size' },
      },
      // Both objects are made, and nobody has loaded them.
      'not-loaded': {
        from: 'solution',
        edits: [
          compose.set('services.watcher.command', ['sleep', 'infinity']),
          compose.unset('services.watcher.healthcheck'),
        ],
        fails: {
          attached: 'no BPF program',
          names: 'shows no map',
          only: 'shows no map',
          room: 'shows no map',
          module: 'lsm_mac',
          denied: 'has no file',
          linked: 'has no file',
          others: 'has no file',
        },
      },
    },
  },
});
