import {
  ask,
  defineLab,
  edit,
  http,
  limited,
  limits,
  mebibytes,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const worker = service('worker');
const store = service('store');
const compose = edit('compose.yaml');
const set = (key: string, value: Parameters<typeof compose.set>[1]) =>
  compose.set(`services.worker.${key}`, value);
const three = '/cgroups/#three-limits-three-outcomes';
const victim = '/cgroups/#who-is-killed';

const processors = program(worker, ['nproc'], { parallel: true });
const shell = (script: string) => program(store, ['sh', '-c', script], { parallel: true });

/** How much there may be in /tmp, and where the store keeps what it is sent: the larger one first. */
const space = String.raw`
folder=$(tr '\0' '\n' < /proc/1/environ | sed -n 's/^KEEP=//p')
test -n "$folder" || { echo 'it keeps nothing: its environment has no KEEP'; exit 1; }
room() { set -- "$1" $(stat -f -c '%b %S' "$1"); echo "room $(($2 * $3 / 1048576)) MiB in $1"; }
{ room /tmp; room "$folder"; } | sort -rnk2
`;

const memory = [set('mem_limit', '{{size}}m'), set('memswap_limit', '{{size}}m')];
const processes = set('pids_limit', 32);
const cpus = set('cpus', 0.5);
const room = compose.set('services.store.tmpfs', ['/tmp:size=16m']);

/** What a learner types after Run. 256 MB are more than memory and swap together, where somebody left swap. */
const jobs = ['memory 256', 'processes 64', 'cpu 2'].map(
  (job) => `docker compose exec -T worker perl /srv/job.pl ${job}`,
);

export default defineLab({
  title: 'Killed, refused, held back',
  level: 'guided',
  minutes: 20,
  after: ['start/first-container'],
  images: ['debian:trixie-slim'],
  takeaway: {
    file: 'compose.yaml',
    why: 'Limits of memory, swap, processes, CPU time and a tmpfs, each of which was seen at work.',
  },
  vars: { word: vary.word(), size: vary.number(48, 80) },
  guards: {
    works: http(worker, 8080, '/{{nonce}}')
      .says('{{word}} {{nonce_reversed}}')
      .titled('worker: answers')
      .why('A limit is worth something while the service still does its work.')
      .readMore(three),
    keeps: http(store, 8080, '/{{nonce}}')
      .says('{{word}} {{nonce_reversed}}')
      .titled('store: keeps what it is sent in /tmp, and answers')
      .why('A store that can keep nothing needs no limit.')
      .readMore(victim),
  },
  tasks: {
    limits: {
      title: 'Set the limits',
      readMore: three,
      checks: ['memory', 'swap', 'processes', 'cpus'],
      questions: ['processors'],
      hints: [
        'All of them are keys of the service `worker`, beside `image`.',
        'The Compose reference calls them `mem_limit`, `memswap_limit`, `pids_limit` and `cpus`. `memswap_limit` is memory and swap together.',
        '`mem_limit: {{size}}m`, `memswap_limit: {{size}}m`, `pids_limit: 32`, `cpus: 0.5`.',
      ],
    },
    outcomes: {
      title: 'See each of them at work',
      readMore: three,
      checks: ['killed', 'refused', 'held-back'],
      questions: ['kills'],
      hints: [
        'Limits count from the start of the container, and Run starts it anew. So do the jobs after Run.',
        'The three jobs stand above, with `docker compose exec worker perl /srv/job.pl` before each. The counters are files below `/sys/fs/cgroup`.',
        '`job.pl memory 256`, `job.pl processes 64` and `job.pl cpu 2`. On cgroup v1 `oom_kill` stands in `memory/memory.oom_control`, on v2 in `memory.events`.',
      ],
    },
    room: {
      title: 'Give the tmpfs an end',
      readMore: victim,
      checks: ['room', 'still-limited', 'still-no-swap'],
      hints: [
        'The memory limit of `store` is right as it is. The tmpfs may hold more than that.',
        'An entry of `tmpfs` takes options behind a second colon, as mount(8) has them for tmpfs.',
        '`tmpfs: ["/tmp:size=16m"]`.',
      ],
    },
  },
  checks: {
    memory: worker
      .container(limits.memoryAtMost(mebibytes('{{size}}')))
      .why(
        'Without a limit a service may use all memory of the host, and the kernel then picks whom it kills.',
      ),
    swap: worker
      .container(limits.swapAtMost(0))
      .why('With swap beside it, a program that takes too much is slow for a long time before it is killed.'),
    processes: worker
      .container(limits.pidsAtMost(32))
      .why('Process ids are the host’s, and there is a last one.'),
    cpus: worker
      .container(limits.cpusAtMost(0.5))
      .why(
        'A weight bounds nothing while the others are idle, and a cpuset leaves all the time of its processors.',
      ),
    killed: worker
      .container(limited.oomKills.atLeast(1))
      .titled('worker: a process was killed for memory')
      .why('The kernel counts whom it killed in this cgroup since the container started.'),
    refused: worker
      .container(limited.pidsRefused.atLeast(1))
      .titled('worker: a process could not be started')
      .why('The kernel counts each fork that the limit refused.'),
    'held-back': worker
      .container(limited.throttled.atLeast(1))
      .titled('worker: its processes were held back')
      .why('The kernel counts the periods in which the time was used up.'),
    room: shell(space)
      .number('room')
      .atMost(16)
      .titled('store: where it keeps what it is sent, and /tmp, hold at most 16 MiB')
      .points(2)
      .why(
        'What lies in a tmpfs is memory of the container, and nothing but a limit of its own makes a write fail.',
      ),
    'still-limited': store
      .container(limits.memoryAtMost(mebibytes(64)))
      .why('More memory lets a larger upload in, and the next one is larger.'),
    'still-no-swap': store
      .container(limits.swapAtMost(0))
      .why('What lies in a tmpfs can be swapped out. With swap beside the memory, an upload takes that too.'),
  },
  questions: {
    processors: ask.number(
      'How many processors does `nproc` find in worker, once `cpus` is 0.5?',
      processors.quantity(),
      { because: 'The limit is one of time. It hides no processor.' },
    ),
    kills: ask.number(
      'How many processes of worker has the kernel killed for memory since it started?',
      worker.now.oomKills(),
      { because: '`docker inspect` says that it happened, and not how often.' },
    ),
  },
  states: {
    solution: { edits: [...memory, processes, cpus, room], run: jobs },
    accepts: {
      'under-deploy': {
        edits: [
          set('deploy.resources.limits', { memory: '{{size}}M', pids: 32, cpus: '0.5' }),
          set('memswap_limit', '{{size}}m'),
          compose.unset('services.store.tmpfs'),
          compose.set('services.store.volumes', [
            './srv:/srv:ro',
            { type: 'tmpfs', target: '/tmp', tmpfs: { size: '16m' } },
          ]),
        ],
        run: jobs,
      },
      // A quarter of 20 ms, less memory than there may be, and a store that keeps its files elsewhere too.
      'lower-and-by-quota': {
        edits: [
          set('mem_limit', '32m'),
          set('memswap_limit', '32m'),
          set('pids_limit', 16),
          set('cpu_period', 20_000),
          set('cpu_quota', 5_000),
          compose.set('services.store.tmpfs', ['/tmp:size=4m', '/run:size=4m']),
          compose.set('services.store.mem_limit', '48m'),
          compose.set('services.store.memswap_limit', '48m'),
        ],
        run: jobs,
      },
    },
    mistakes: {
      'nothing-tried': {
        edits: [...memory, processes, cpus, room],
        fails: {
          killed: 'has no processes killed',
          refused: 'has no processes refused',
          'held-back': 'has no periods',
        },
      },
      'swap-forgotten': {
        edits: [set('mem_limit', '{{size}}m'), processes, cpus, room],
        run: jobs,
        fails: { swap: 'of swap' },
      },
      // It is content with less as long as nobody else wants the memory.
      'reserved-and-not-limited': {
        edits: [set('mem_reservation', '{{size}}m'), processes, cpus, room],
        run: jobs,
        fails: {
          memory: 'has no memory limit',
          swap: 'swap without end',
          killed: 'has no processes killed',
        },
      },
      // A limit of the user, from which root is exempt.
      'ulimit-for-processes': {
        edits: [...memory, set('ulimits', { nproc: 32 }), cpus, room],
        run: jobs,
        fails: { processes: 'has no pids limit', refused: 'has no processes refused' },
      },
      'one-processor-and-half-the-weight': {
        edits: [...memory, processes, set('cpuset', '0'), set('cpu_shares', 512), room],
        run: jobs,
        fails: { cpus: 'has no cpus limit', 'held-back': 'has no periods' },
      },
      'on-the-other-service': {
        edits: [compose.set('services.store.pids_limit', 32), compose.set('services.store.cpus', 0.5), room],
        run: jobs,
        fails: {
          memory: 'has no memory limit',
          swap: 'swap without end',
          processes: 'has no pids limit',
          cpus: 'has no cpus limit',
          killed: 'has no processes killed',
          refused: 'has no processes refused',
          'held-back': 'has no periods',
        },
      },
      'room-for-all-of-the-memory': {
        edits: [...memory, processes, cpus, compose.set('services.store.tmpfs', ['/tmp:size=64m'])],
        run: jobs,
        fails: { room: '64' },
      },
      // On the disk it is no memory, and the disk has no end either.
      'on-the-disk': {
        edits: [...memory, processes, cpus, compose.unset('services.store.tmpfs')],
        run: jobs,
        fails: { room: 'room' },
      },
      // Its /tmp has an end now, and what it is sent lies elsewhere.
      'more-memory-for-the-store': {
        from: 'solution',
        edits: [
          compose.set('services.store.mem_limit', '1g'),
          compose.unset('services.store.memswap_limit'),
          compose.set('services.store.tmpfs', ['/tmp:size=16m', '/run']),
          compose.set('services.store.environment.KEEP', '/run'),
        ],
        run: jobs,
        fails: { 'still-limited': 'is limited to 1', 'still-no-swap': 'of swap', room: 'printed' },
      },
      'nothing-can-be-kept': {
        from: 'solution',
        edits: [compose.set('services.store.tmpfs', ['/tmp:size=16m,ro'])],
        run: jobs,
        fails: { keeps: 'nothing' },
      },
    },
    scenes: {
      // The start, in which an upload ends the store.
      upload: { edits: [] },
      // Linux of version 6.12 with cgroup v2, on whatever the reader's host has.
      'version-2': {
        images: ['drydock/kernel:1'],
        edits: [
          compose.set('services.guest', {
            image: 'drydock/kernel:1',
            network_mode: 'none',
            read_only: true,
            cap_drop: ['ALL'],
            security_opt: ['no-new-privileges:true'],
            volumes: ['.:/workspace:ro'],
            stop_grace_period: '1s',
          }),
        ],
      },
    },
  },
});
