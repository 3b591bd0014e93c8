import { ask, defineLab, edit, program, service, vary } from '../../../src/lab/authoring.ts';
import { serverInPerl } from './server-in-perl.ts';
import { untilItAnswers } from './until-it-answers.ts';

const web = service('web');
const bench = service('bench');
const compose = edit('compose.yaml');
const script = edit('start');
const recipe = edit('Dockerfile');

const started = program(web, ['perl', '-e', untilItAnswers, '{{nonce}}', '{{word}}', '{{number}}'], {
  in: 'workbench',
  withinMs: 45_000,
});
/** What the same line costs with the programs of each userland. */
const cut = (userland: string) =>
  program(bench, [
    'sh',
    '-c',
    `strace -f -c -U calls,name -o /tmp/told ${userland} cut -d= -f1 /srv/calls/files > /tmp/names && awk '$2 == "total" {print "calls", $1}' /tmp/told`,
  ]);

const loop = `for list in $(ls /srv/calls); do
  cat "/srv/calls/$list" | while read -r line; do
    name=$(echo "$line" | cut -d= -f1 | tr -d ' ' | tr A-Z a-z)
    number=$(echo "$line" | cut -d= -f2 | tr -d ' ')
    echo "$name=$number" >> /run/table
  done
done
`;
const checks = `for tool in {{tools}}; do
  which "$tool" > /dev/null || exit 1
done
`;
const twoPrograms = "sed 's/ //g' /srv/calls/* | tr A-Z a-z > /run/table\n";
const write = (...lines: string[]) => script.write(`${lines.join('\n')}\n`);
const entry = (...words: string[]) => compose.set('services.web.entrypoint', words);
/** The loop in a script of its own, which something else runs. */
const prepares = [
  edit('prepare').write(loop),
  recipe.insertAfter('COPY --chmod=755 start /srv/', 'COPY prepare /srv/'),
];
const plainLocale = compose.unset('services.web.environment');
export default defineLab({
  title: 'Thousands of calls before the first word',
  level: 'fix',
  minutes: 20,
  images: ['drydock/syscalls:1', 'drydock/recorder:1', 'alpine:3.22'],
  grants: [
    {
      service: 'web',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'web may make any system call that its user may; each is recorded',
    },
  ],
  opens: 'start',
  takeaway: {
    file: 'start',
    why: 'A start that does its work with two programs, and then becomes the service.',
  },
  vars: {
    word: vary.word(),
    number: vary.number(500, 900),
    tools: vary.pick('cut tr', 'cut sed tr', 'awk cut tr', 'cut grep sed tr', 'awk cut grep sed tr'),
  },
  guards: {
    works: started
      .prints('{{nonce_reversed}}')
      .titled('web: knows each call of the lists after a start, and is recorded')
      .why('A service that knows less makes fewer calls, and is no use.')
      .readMore('/syscalls/#what-a-start-costs'),
  },
  tasks: {
    count: {
      title: 'Count',
      questions: ['executed', 'coreutils', 'busybox'],
      hints: [
        'The record begins anew with each start of `web`. The other two numbers are those of a trace in `bench`.',
        '`docker compose exec recorder /recorder calls web` prints a line `call NAME NUMBER` for each kind. `strace -c` prints a table with a line `total`.',
        '`docker compose restart web`, one request, then the line `call execve`. For the two others: `docker compose exec bench strace -f -c cut -d= -f1 /srv/calls/files`, then the same with `busybox cut`.',
      ],
    },
    shorten: {
      title: 'Make it shorter',
      readMore: '/syscalls/#what-a-start-costs',
      checks: ['few', 'programs', 'each'],
      hints: [
        'Each line of each list starts five programs and more processes. Each program loads its libraries and looks for its locale.',
        'sed and tr read all lists at once. `exec` in a shell turns the shell into the program. A locale that the image has, or none, is a key of `compose.yaml`.',
        "In `start`: `sed 's/ //g' /srv/calls/* | tr A-Z a-z > /run/table`, then `exec web /run/table`. In `compose.yaml`: `entrypoint: [/srv/start]`, and no `LC_ALL`. Then press Run.",
      ],
    },
  },
  checks: {
    few: started
      .number('calls')
      .atMost(700)
      .titled('web: makes at most 700 calls until it has answered')
      .points(2)
      .why('A filter for this service has to let through whatever its start calls, for as long as it runs.'),
    programs: started
      .number('programs')
      .atMost(6)
      .titled('web: calls execve at most 6 times until it has answered')
      .why(
        'Each program brings a loader, a C library and a locale. A search in PATH calls execve for each folder.',
      ),
    each: started
      .number('each')
      .atMost(40)
      .titled('web: makes at most 40 calls for each further request')
      .why('Work that is put off to the request is done again for each.'),
  },
  questions: {
    executed: ask.number(
      'How often did web call execve before its first answer, as it was given to you?',
      started.quantity('programs', 'start'),
      { because: 'One of them is the runtime’s, which executes the entry point under the filter.' },
    ),
    coreutils: ask.number(
      'How many calls does `cut` of coreutils make for the list `files`?',
      cut('').quantity('calls'),
      {
        within: 0.05,
        because: 'Reading and writing are a few of them. The loader maps the C library first.',
      },
    ),
    busybox: ask.number('And `busybox cut`, which is linked with musl?', cut('busybox').quantity('calls'), {
      within: 0.05,
      because: 'musl is loader and library in one file, and looks for no locale.',
    }),
  },
  states: {
    solution: {
      edits: [
        script.replace(`${checks}${loop}`, twoPrograms),
        script.replace('env web', 'exec web'),
        entry('/srv/start'),
        plainLocale,
      ],
    },
    accepts: {
      // The table is the same at each start: the image has it, and a static program serves it.
      'when-it-is-built': {
        edits: [
          recipe.replace('gcc -O2', 'gcc -static -O2'),
          recipe.insertAfter(
            'COPY --chmod=755 start /srv/',
            "RUN sed 's/ //g' /srv/calls/* | tr A-Z a-z > /srv/table",
          ),
          entry('web', '/srv/table'),
        ],
      },
      'with-busybox': {
        edits: [
          write(
            '#!/bin/busybox sh',
            'busybox awk \'{print tolower($1 "=" $3)}\' /srv/calls/* > /run/table',
            'exec web /run/table',
          ),
          entry('/srv/start'),
        ],
      },
      'one-program': {
        edits: [
          script.write(serverInPerl({ atStart: '@ARGV = glob "/srv/calls/*"; %is = of <>;' })),
          entry('/srv/start'),
        ],
      },
    },
    mistakes: {
      'all-but-the-loop': {
        edits: [
          script.replace(checks, ''),
          script.replace('env web', 'exec web'),
          entry('/srv/start'),
          plainLocale,
        ],
        fails: { few: 'calls', programs: 'programs' },
      },
      'at-the-first-request': {
        edits: [
          script.write(serverInPerl({ atRequest: '%is or %is = of qx(bash /srv/prepare; cat /run/table);' })),
          ...prepares,
          entry('/srv/start'),
        ],
        fails: { few: 'calls', programs: 'programs' },
      },
      'at-each-request': {
        edits: [
          script.write(serverInPerl({ atRequest: "%is = of qx(sed 's/ //g' /srv/calls/*);" })),
          entry('/srv/start'),
          plainLocale,
        ],
        fails: { each: 'each' },
      },
      'after-the-start': {
        edits: [
          script.write(
            serverInPerl({
              atStart: 'fork or exec "bash", "-c", "bash /srv/prepare; mv /run/table /run/whole";',
              atRequest: '@ARGV = "/run/whole"; %is or -e "/run/whole" and %is = of <>;',
            }),
          ),
          ...prepares,
          entry('/srv/start'),
        ],
        fails: { few: 'calls', programs: 'programs' },
      },
      'knows-less': {
        from: 'solution',
        edits: [script.replace('/srv/calls/*', '/srv/calls/files')],
        fails: { works: 'web says' },
      },
      'says-one-thing': {
        edits: [
          script.write(serverInPerl({ atRequest: '($name, %is) = ("openat", openat => 257);' })),
          entry('/srv/start'),
        ],
        fails: { works: 'web says' },
      },
      unrecorded: {
        from: 'solution',
        edits: [compose.unset('services.web.security_opt')],
        fails: { works: 'web is not recorded' },
      },
    },
  },
});
