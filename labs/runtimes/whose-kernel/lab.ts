import {
  ask,
  defineLab,
  edit,
  kernelOf,
  life,
  limits,
  mebibytes,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const runc = service('runc');
const crun = service('crun');
const runsc = service('runsc');
const db = service('db');
const compose = edit('compose.yaml');

const run = (name: string, by: string) => compose.set(`services.${name}.runtime`, by);
const limited = compose.set('services.db.mem_limit', '256m');
const release = program(runsc, ['uname', '-r'], { parallel: true });
const status = program(runsc, ['grep', 'Seccomp:', '/proc/1/status']);
/**
 * Asks the database for the guests, for what is drawn, and for the kernel that answers its server: prints the first two
 * if that is the kernel of this container. Another server, in this network or under PGHOST, may have another one.
 */
const query = String.raw`
said=$(psql -U postgres -tAF ' ' -c "SELECT max(nights), encode(sha256('$1'), 'hex'), trim(pg_read_file('/proc/version'), E'\n') FROM guests") || exit 1
here=$(cat /proc/version)
set -- $said
[ "$said" = "$1 $2 $here" ] || { echo "the server that answers runs on $3 $4 $5, this container on $here" >&2; exit 1; }
echo "nights: $1 $2"
`;
const readMore = '/runtimes/#how-many-kernels';

export default defineLab({
  title: 'One compose file, three runtimes',
  level: 'guided',
  minutes: 20,
  after: ['start/first-container'],
  needs: { runtimes: ['crun', 'runsc'] },
  grants: [
    { service: '*', key: 'runtime', value: 'crun', words: 'a service may be run by crun' },
    { service: '*', key: 'runtime', value: 'runsc', words: 'a service may be run by runsc' },
    { service: 'host', key: 'pid', value: 'host', words: 'host sees all processes of the host' },
  ],
  images: ['debian:trixie-slim', 'postgres:17'],
  takeaway: {
    file: 'compose.yaml',
    why: 'One line runs a service on a kernel of its own. Use it for services that work on what strangers send.',
  },
  vars: { password: vary.word(), guest: vary.word(), nights: vary.number(2, 60) },
  guards: {
    'db-answers': program(db, ['sh', '-c', query, 'query', '{{nonce}}'])
      .prints('nights: {{nights}} {{nonce_sha256}}')
      .titled('db: still answers a query')
      .why('A runtime suits a service only if the service still works under it.')
      .readMore('/runtimes/#a-kernel-for-the-database'),
  },
  tasks: {
    runtimes: {
      title: 'Three runtimes for one image',
      checks: ['crun', 'runsc', 'runc'],
      hints: [
        'Compose has a key of the service that names the runtime. It stands beside `image:`.',
        '`runtime:` takes a name that the engine knows: `docker info` lists them.',
        '`runtime: crun` in the service crun and `runtime: runsc` in the service runsc. Then press Run.',
      ],
    },
    kernels: {
      title: 'Find three facts about the sandbox',
      questions: ['release', 'sentry', 'seccomp'],
      hints: [
        'uname(1) prints the release, and /proc/1/status has the seccomp mode. The engine knows the process id on the host.',
        '`docker compose exec SERVICE …` asks inside. `docker inspect` has `.State.Pid`.',
        '`docker compose exec runsc uname -r`, `docker inspect -f "{{.State.Pid}}" $(docker compose ps -q runsc)`, `docker compose exec runsc grep Seccomp: /proc/1/status`.',
      ],
    },
    database: {
      title: 'A kernel for the database',
      checks: ['db-own', 'db-limit'],
      hints: [
        'The runtime is chosen as for the service runsc. The memory limit is a second key of the service.',
        '`runtime:` and `mem_limit:` are keys of the service.',
        '`runtime: runsc` and `mem_limit: 256m`, both in the service db.',
      ],
    },
  },
  checks: {
    crun: crun
      .container(life.runtime('crun'))
      .why('crun does what runc does, with less memory. It leaves the service on the host’s kernel too.')
      .readMore(readMore),
    runsc: kernelOf(runsc)
      .own()
      .why('Under runsc the Sentry answers the system calls of the service, and not the host’s kernel.')
      .readMore(readMore),
    runc: kernelOf(runc)
      .ofTheHost()
      .why('The service runc is the one to compare with, so it stays as it was.')
      .readMore(readMore),
    'db-own': kernelOf(db)
      .own()
      .points(2)
      .why(
        'An intruder in the database then meets the Sentry before the host’s kernel, which other containers share.',
      )
      .readMore('/runtimes/#a-kernel-for-the-database'),
    'db-limit': db
      .container(limits.memoryAtMost(mebibytes(256)))
      .why(
        'Without a limit one service may use up the memory of the host. The host’s cgroup limits the whole sandbox.',
      )
      .readMore('/runtimes/#a-kernel-for-the-database'),
  },
  questions: {
    release: ask.text(
      'Which kernel release does uname(1) print inside the service runsc?',
      release.quantity(),
      {
        because:
          'gVisor gives this release to programs that ask: 4.4.0 until April 2026, 4.19.0-gvisor since then. It is a constant, not the release of a Linux.',
      },
    ),
    sentry: ask.number('Which process id does the service runsc have on the host?', runsc.now.hostPid(), {
      because:
        'That process is the Sentry. It is the kernel of the sandbox, and a process like others to the host.',
    }),
    seccomp: ask.choice(
      'Which mode of seccomp does process 1 of the service runsc report?',
      status.quantity('Seccomp:'),
      ['0', '1', '2'],
      {
        because:
          'Mode 0 means no filter. Docker configured one, but runsc loads it only with the option --oci-seccomp. On the host the Sentry runs under a filter of gVisor’s.',
      },
    ),
  },
  states: {
    solution: { edits: [run('crun', 'crun'), run('runsc', 'runsc'), run('db', 'runsc'), limited] },
    accepts: {
      'limit-under-deploy': {
        edits: [
          run('crun', 'crun'),
          run('runsc', 'runsc'),
          run('db', 'runsc'),
          compose.set('services.db.deploy.resources.limits.memory', '200M'),
        ],
      },
    },
    mistakes: {
      'crun-for-a-sandbox': {
        edits: [run('crun', 'crun'), run('runsc', 'crun'), run('db', 'runsc'), limited],
        fails: { runsc: 'runs on the host’s kernel' },
      },
      'sandboxes-only': {
        edits: [run('runc', 'runsc'), run('crun', 'runsc'), run('runsc', 'runsc'), limited],
        fails: {
          runc: 'runs on a kernel of its own',
          crun: 'is run by runsc',
          'db-own': 'runs on the host’s kernel',
        },
      },
      'database-as-it-was': {
        edits: [run('crun', 'crun'), run('runsc', 'runsc')],
        fails: { 'db-own': 'runs on the host’s kernel', 'db-limit': 'has no memory limit' },
      },
      // The database sleeps in the sandbox, and its client asks another one, which the host's kernel answers.
      'another-database-answers': {
        from: 'solution',
        edits: [
          compose.set('services.db.command', 'sleep infinity'),
          compose.set('services.db.environment', { PGHOST: 'answers', PGPASSWORD: '{{password}}' }),
          compose.set('services.db.stop_grace_period', '1s'),
          compose.set('services.answers', {
            image: 'postgres:17',
            environment: { POSTGRES_PASSWORD: '{{password}}' },
            volumes: ['./db:/docker-entrypoint-initdb.d:ro', 'data:/var/lib/postgresql/data'],
          }),
        ],
        fails: { 'db-answers': 'the server that answers runs on Linux version' },
      },
      'guests-lost': {
        from: 'solution',
        edits: [compose.unset('services.db.volumes'), compose.unset('services.db.runtime')],
        fails: { 'db-answers': 'does not exist' },
      },
    },
  },
});
