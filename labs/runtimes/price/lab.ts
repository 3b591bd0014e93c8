import {
  ask,
  defineLab,
  edit,
  http,
  kernelOf,
  networks,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const runc = service('runc');
const uploads = service('uploads');
const scripts = service('scripts');
const ledger = service('ledger');
const backup = service('backup');
const compose = edit('compose.yaml');

const run = (name: string, by: string) => compose.set(`services.${name}.runtime`, by);
const asUsual = (name: string) => compose.unset(`services.${name}.runtime`);
const filtered = compose.unset('services.ledger.security_opt');
const report = program(runc, ['perl', '/srv/report.pl']);
const readMore = '/runtimes/#what-it-costs';
const works = (each: ReturnType<typeof service>, work: string) =>
  http(each, 8080, '/{{nonce}}')
    .says(`{{shop}} {{nonce_reversed}} ${work}`)
    .titled(`${each.name}: still does its work`)
    .why('A runtime suits a service only if the service still works under it.')
    .readMore(readMore);

const alone = (each: ReturnType<typeof service>) =>
  each
    .container(networks.unshared())
    .why(
      'Another container in its network could answer instead, on another kernel than the one that is judged.',
    )
    .readMore(readMore);

export default defineLab({
  title: 'What a kernel of its own costs',
  level: 'fix',
  minutes: 20,
  after: ['runtimes/whose-kernel'],
  needs: { runtimes: ['crun', 'runsc'] },
  grants: [
    { service: '*', key: 'runtime', value: 'crun', words: 'a service may be run by crun' },
    { service: '*', key: 'runtime', value: 'runsc', words: 'a service may be run by runsc' },
    {
      service: 'ledger',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'ledger may make every system call: Docker’s filter is off for it',
    },
  ],
  images: ['debian:trixie-slim'],
  takeaway: {
    file: 'srv/price.pl',
    why: 'Run it on the machine that you decide for. The prices depend on its processor, its kernel and the platform of runsc.',
  },
  vars: { shop: vary.word() },
  guards: {
    'uploads-works': works(uploads, 'counted'),
    'scripts-works': works(scripts, 'counted'),
    'ledger-works': works(ledger, 'asked the kernel'),
    'backup-works': works(backup, 'started'),
    'uploads-alone': alone(uploads),
    'scripts-alone': alone(scripts),
    'ledger-alone': alone(ledger),
    'backup-alone': alone(backup),
  },
  tasks: {
    measure: {
      title: 'Measure five kinds of work',
      questions: ['file', 'dearest'],
      hints: [
        'The services runc, crun and runsc hold the same program, /srv/measure.sh. Its results are kept until you reset the lab.',
        'First `sh /srv/measure.sh NAME` in each of runc, crun and runsc, then `perl /srv/report.pl` in any of them.',
        '`for r in runc crun runsc; do docker compose exec $r sh /srv/measure.sh $r; done; docker compose exec runc perl /srv/report.pl`',
      ],
    },
    decide: {
      title: 'Decide for four services',
      checks: ['uploads', 'scripts', 'ledger', 'backup', 'filtered'],
      hints: [
        'Ask two questions about each service: who decides what it works on, and how often does it make a system call? The comments in compose.yaml answer both.',
        'Services that work for strangers and make few system calls get `runtime: runsc`. Services with your own code and many system calls lose that line. A service on the host’s kernel keeps Docker’s filter.',
        '`runtime: runsc` in uploads and scripts; no `runtime:` in ledger and backup; no `security_opt:` in ledger.',
      ],
    },
  },
  checks: {
    uploads: kernelOf(uploads)
      .own()
      .why(
        'Strangers choose what it reads. It mostly computes, so a kernel of its own costs it almost nothing.',
      )
      .readMore(readMore),
    scripts: kernelOf(scripts)
      .own()
      .why(
        'Strangers choose the programs that run in it. In a sandbox the Sentry answers their system calls, and not the host’s kernel.',
      )
      .readMore(readMore),
    ledger: kernelOf(ledger)
      .ofTheHost()
      .why(
        'It makes ten thousand system calls for each request, each of them slower in a sandbox. Its code and its data are your own.',
      )
      .readMore(readMore),
    backup: kernelOf(backup)
      .ofTheHost()
      .why(
        'It starts a process for each table of yours, and nobody else chooses what it reads or runs. On the machine of this book a process took twenty times as long in the sandbox.',
      )
      .readMore(readMore),
    filtered: ledger
      .everyProcess(seccomp.filtering())
      .points(2)
      .why('On the host’s kernel, Docker’s filter limits which system calls a service can make.')
      .readMore('/runtimes/#who-answers'),
  },
  questions: {
    file: ask.number(
      'How many times as long do opening, reading and closing a file take under runsc as under runc?',
      report.quantity('times-file'),
      {
        within: 0.05,
        unit: 'times',
        because:
          'The file is in /tmp, where runsc mounts a tmpfs of its own if the folder is empty. So the host opens nothing. The time goes into the trapped system calls, several for each file.',
      },
    ),
    dearest: ask.choice(
      'Which of the five has the highest price in the sandbox, compared with runc?',
      report.quantity('dearest'),
      ['compute', 'syscall', 'file', 'network', 'process'],
      {
        because:
          'The more a step asks of the kernel, the more the sandbox adds. Which of the five comes first depends on the platform of runsc and on the machine.',
      },
    ),
  },
  states: {
    solution: {
      edits: [
        run('uploads', 'runsc'),
        run('scripts', 'runsc'),
        asUsual('ledger'),
        asUsual('backup'),
        filtered,
      ],
    },
    accepts: {
      'with-crun': {
        edits: [
          run('uploads', 'runsc'),
          run('scripts', 'runsc'),
          run('ledger', 'crun'),
          run('backup', 'crun'),
          filtered,
        ],
      },
      'runc-said': {
        edits: [
          run('uploads', 'runsc'),
          run('scripts', 'runsc'),
          run('ledger', 'runc'),
          run('backup', 'runc'),
          filtered,
        ],
      },
    },
    mistakes: {
      // It sleeps in the sandbox, and the host's kernel answers whoever works in its network.
      'another-works-in-its-network': {
        from: 'solution',
        edits: [
          compose.set('services.uploads.command', 'sleep infinity'),
          compose.set('services.uploads.stop_grace_period', '1s'),
          compose.set('services.worker', {
            image: 'debian:trixie-slim',
            command: 'perl /srv/work.pl',
            environment: { SHOP: '{{shop}}', WORK: 'compute' },
            volumes: ['./srv:/srv:ro'],
            network_mode: 'service:uploads',
          }),
        ],
        fails: { 'uploads-alone': 'shares its network with worker' },
      },
      'everything-in-a-sandbox': {
        edits: [run('uploads', 'runsc'), run('scripts', 'runsc')],
        fails: {
          ledger: 'runs on a kernel of its own',
          backup: 'runs on a kernel of its own',
          filtered: 'runs with no seccomp filter',
        },
      },
      'nothing-in-a-sandbox': {
        edits: [asUsual('ledger'), asUsual('backup'), filtered],
        fails: { uploads: 'runs on the host’s kernel', scripts: 'runs on the host’s kernel' },
      },
      'fast-and-unfiltered': {
        edits: [run('uploads', 'runsc'), run('scripts', 'runsc'), asUsual('ledger'), asUsual('backup')],
        fails: { filtered: 'runs with no seccomp filter' },
      },
      'work-of-another-kind': {
        from: 'solution',
        edits: ['uploads', 'scripts', 'ledger', 'backup'].map((name) =>
          compose.set(`services.${name}.environment.WORK`, 'sleep'),
        ),
        fails: {
          'uploads-works': 'no answer',
          'scripts-works': 'no answer',
          'ledger-works': 'no answer',
          'backup-works': 'no answer',
          'uploads-alone': 'is exited',
          'scripts-alone': 'is exited',
          'ledger-alone': 'is exited',
          'backup-alone': 'is exited',
        },
      },
    },
  },
});
