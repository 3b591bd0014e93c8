import {
  ask,
  defineLab,
  edit,
  http,
  kernelOf,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const runc = service('runc');
const uploads = service('uploads');
const scripts = service('scripts');
const ledger = service('ledger');
const builder = service('builder');
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
    .why('A runtime is chosen for a service that works under it.')
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
    why: 'Run it on the machine that you decide for: prices differ from machine to machine more than from runtime to runtime.',
  },
  vars: { shop: vary.word() },
  guards: {
    'uploads-works': works(uploads, 'counted'),
    'scripts-works': works(scripts, 'counted'),
    'ledger-works': works(ledger, 'asked the kernel'),
    'builder-works': works(builder, 'started'),
  },
  tasks: {
    measure: {
      title: 'Measure',
      questions: ['file', 'dearest'],
      hints: [
        'The program that measures is in all three services. What it finds is kept until the lab is reset.',
        'First `sh /srv/measure.sh NAME` in each of runc, crun and runsc, then `perl /srv/report.pl` in any of them.',
        '`for r in runc crun runsc; do docker compose exec $r sh /srv/measure.sh $r; done; docker compose exec runc perl /srv/report.pl`',
      ],
    },
    decide: {
      title: 'Decide',
      checks: ['uploads', 'scripts', 'ledger', 'builder', 'filtered'],
      hints: [
        'Two questions for each service: who says what it works on, and how often does it ask the kernel?',
        'What strangers feed and what rarely asks the kernel goes under `runtime: runsc`. What is yours and asks all the time loses the line. Whoever stays on the host’s kernel keeps Docker’s filter.',
        '`runtime: runsc` in uploads and scripts; no `runtime:` in ledger and builder; no `security_opt:` in ledger.',
      ],
    },
  },
  checks: {
    uploads: kernelOf(uploads)
      .own()
      .why('Strangers choose what it reads, and it computes: a kernel of its own costs next to nothing here.')
      .readMore(readMore),
    scripts: kernelOf(scripts)
      .own()
      .why(
        'Strangers choose what runs in it. Nothing that you own deserves to be closer to them than it has to be.',
      )
      .readMore(readMore),
    ledger: kernelOf(ledger)
      .ofTheHost()
      .why(
        'Ten thousand system calls a request, each several times as dear in a sandbox, for code and data of your own.',
      )
      .readMore(readMore),
    builder: kernelOf(builder)
      .ofTheHost()
      .why('Making a process is what a sandbox is slowest at.')
      .readMore(readMore),
    filtered: ledger
      .everyProcess(seccomp.filtering())
      .points(2)
      .why(
        'Whoever talks to the host’s kernel keeps Docker’s filter. It costs a fraction of what the sandbox did.',
      )
      .readMore('/runtimes/#who-answers'),
  },
  questions: {
    file: ask.number(
      'How many times as long do opening, reading and closing a file take under runsc as under runc?',
      report.quantity('times-file'),
      {
        within: 0.05,
        unit: 'times',
        because: 'Files belong to the host. The Sentry has to ask for each of them.',
      },
    ),
    dearest: ask.choice(
      'Which of the five has the highest price in the sandbox, compared with runc?',
      report.quantity('dearest'),
      ['compute', 'syscall', 'file', 'network', 'process'],
      { because: 'What needs the kernel for every step pays at every step.' },
    ),
  },
  states: {
    solution: {
      edits: [
        run('uploads', 'runsc'),
        run('scripts', 'runsc'),
        asUsual('ledger'),
        asUsual('builder'),
        filtered,
      ],
    },
    accepts: {
      'with-crun': {
        edits: [
          run('uploads', 'runsc'),
          run('scripts', 'runsc'),
          run('ledger', 'crun'),
          run('builder', 'crun'),
          filtered,
        ],
      },
    },
    mistakes: {
      'everything-in-a-sandbox': {
        edits: [run('uploads', 'runsc'), run('scripts', 'runsc')],
        fails: {
          ledger: 'runs on a kernel of its own',
          builder: 'runs on a kernel of its own',
          filtered: 'runs with no seccomp filter',
        },
      },
      'nothing-in-a-sandbox': {
        edits: [asUsual('ledger'), asUsual('builder'), filtered],
        fails: { uploads: 'runs on the host’s kernel', scripts: 'runs on the host’s kernel' },
      },
      'fast-and-unfiltered': {
        edits: [run('uploads', 'runsc'), run('scripts', 'runsc'), asUsual('ledger'), asUsual('builder')],
        fails: { filtered: 'runs with no seccomp filter' },
      },
      'work-of-another-kind': {
        from: 'solution',
        edits: ['uploads', 'scripts', 'ledger', 'builder'].map((name) =>
          compose.set(`services.${name}.environment.WORK`, 'sleep'),
        ),
        fails: {
          'uploads-works': 'no answer',
          'scripts-works': 'no answer',
          'ledger-works': 'no answer',
          'builder-works': 'no answer',
        },
      },
    },
  },
});
