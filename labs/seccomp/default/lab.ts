import {
  ask,
  calls,
  caps,
  custom,
  defineLab,
  edit,
  http,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const plain = service('plain');
const unfiltered = service('unfiltered');
const capable = service('capable');
const compose = edit('compose.yaml');
const doors = edit('doors.txt');
const readMore = '/seccomp/#two-say-no';

/** On a kernel that leaves io_uring on. */
const right: Readonly<Record<string, string>> = {
  unshare: 'filter',
  add_key: 'filter',
  personality: 'filter',
  io_uring: 'filter',
  kcmp: 'filter',
  mount: 'both',
  hostname: 'both',
  mtu: 'capability',
};

/** What Docker gives to root of a container: https://github.com/moby/moby/blob/v26.1.5/oci/caps/defaults.go */
const byDefault = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const;

/**
 * Holds doors.txt against what the program is answered in the two containers with one door open each: what is refused
 * without the filter is refused by a capability, and what is refused with the capabilities by the filter.
 */
const compared = String.raw`
my $of = "label=com.docker.compose";
sub answered {
  my ($service) = @_;
  my ($id) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$service);
  $id or die "$service does not run\n";
  return map { /^(\w+) +(.+)$/ ? ($1, $2) : () } qx(docker exec $id doors);
}
my %unfiltered = answered("unfiltered");
my %capable = answered("capable");
open my $sheet, "<", "doors.txt" or die "doors.txt: $!\n";
my %written;
while (<$sheet>) {
  s/#.*//;
  my ($name, @said) = lc =~ /\w+/g or next;
  my %of = map { /^(filter|capabilit|both)/ ? ($1, 1) : () } @said;
  $of{both} = 1 if $of{filter} && $of{capabilit};
  $written{$name} = $of{both} ? "both" : $of{filter} ? "filter" : $of{capabilit} ? "capability" : $said[0];
}
my @wrong;
for my $name (sort keys %unfiltered) {
  my $filter = $capable{$name} ne "done";
  my $capability = $unfiltered{$name} ne "done";
  my $is = $filter && $capability ? "both" : $filter ? "filter" : $capability ? "capability" : "neither";
  my $says = $written{$name} // "nothing";
  push @wrong, "$name: $says" if $says ne $is;
}
print "asked ", scalar(keys %unfiltered), "\n";
print "wrong $_\n" for @wrong;
`;
const sheet = program(plain, ['perl', '-e', compared], { in: 'workbench' });

const answers = (of: typeof plain) =>
  http(of, 8080, '/{{nonce}}')
    .says('{{name}} {{nonce_upper}}')
    .titled(`${of.name}: answers`)
    .why('A service that does not run makes no calls, so no refusal can be seen.')
    .readMore(readMore);

export default defineLab({
  title: 'Two say no',
  level: 'guided',
  minutes: 20,
  images: ['gcc:14', 'debian:trixie-slim'],
  grants: [
    {
      service: 'unfiltered',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'unfiltered may make any system call that its capabilities let it make',
    },
    {
      service: 'capable',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'capable is filtered by a profile of the workspace',
    },
    {
      service: '*',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'a service may be given the capability SYS_ADMIN',
    },
    {
      service: 'capable',
      key: 'cap_add',
      value: 'NET_ADMIN',
      words: 'capable may be given the capability NET_ADMIN',
    },
  ],
  takeaway: {
    file: 'doors.txt',
    why: 'Eight refusals of a default container, each with its refuser, filter or capability, as tried on your own kernel.',
  },
  vars: { name: vary.word() },
  guards: {
    'plain-answers': answers(plain),
    'unfiltered-answers': answers(unfiltered),
    'capable-answers': answers(capable),
  },
  tasks: {
    look: {
      title: 'Turn the filter off, in one container',
      checks: ['off', 'no-more-powers', 'untouched'],
      questions: ['left', 'clone3'],
      readMore,
      hints: [
        'The option goes below the service `unfiltered` in compose.yaml. Leave its capabilities as they are.',
        '`security_opt` takes `seccomp=unconfined`.',
        '`security_opt: [seccomp=unconfined]` below `unfiltered`, then Run, then `docker compose exec unfiltered doors`.',
      ],
    },
    doors: {
      title: 'Give the capabilities, and keep the filter',
      checks: ['powers', 'still-filtered', 'sheet'],
      readMore,
      hints: [
        '`mount` and `hostname` ask for SYS_ADMIN, `mtu` for NET_ADMIN. Docker’s profile opens calls for those capabilities, `profiles/plain.json` does not.',
        'If a thing is done in `unfiltered`, only the filter refused it. If it is done in `capable`, only a capability was missing. If in neither: both.',
        '`cap_add: [SYS_ADMIN, NET_ADMIN]` and `security_opt: [seccomp=./profiles/plain.json]` below `capable`. In `doors.txt` write `filter`, `capability` or `both` behind each name.',
      ],
    },
  },
  checks: {
    off: unfiltered
      .everyProcess(seccomp.off())
      .why('While the filter refuses a call, the kernel’s own answer to it cannot be seen.'),
    'no-more-powers': unfiltered
      .init(caps.effective.within(...byDefault))
      .titled('unfiltered: has the capabilities that Docker gives, and no more')
      .why('If two things are loosened at once, the answer does not show which of them refused.'),
    untouched: plain
      .everyProcess(calls.asStrictAs('default'))
      .orDeclared()
      .why('plain has to stay as Docker starts it: the other two services are compared with it.'),
    powers: capable
      .init(caps.effective.including('SYS_ADMIN', 'NET_ADMIN'))
      .why(
        'Without these capabilities the kernel refuses mount, hostname and mtu, whatever the filter answers.',
      ),
    'still-filtered': capable
      .everyProcess(calls.asStrictAs(plain))
      .orDeclared()
      .points(2)
      .why(
        'Docker’s profile allows more calls in a container that has SYS_ADMIN, so one line of cap_add loosens the filter too.',
      ),
    sheet: custom(
      'sheet',
      ({ probes }) => {
        const expected = 'filter, capability or both behind each of the eight, as the two containers answer';
        const result = probes[sheet.quantity('asked').probe.id];
        if (result?.exitCode !== 0 || !/^asked 8$/m.test(result.stdout ?? ''))
          return {
            ok: false,
            observed: `what plain is refused: ${result?.stderr?.trim() || 'the eight could not be asked in the other containers'}`,
            expected,
          };
        const wrong = [...(result.stdout ?? '').matchAll(/^wrong (.+)$/gm)].map(([, told]) => told);
        return {
          ok: wrong.length === 0,
          observed:
            wrong.length === 0
              ? 'doors.txt is right about plain'
              : `doors.txt is not right about plain: ${wrong.join(', ')}`,
          expected,
        };
      },
      sheet,
    )
      .points(3)
      .titled('doors.txt says who refuses each of the eight')
      .why(
        'All eight refusals have the same words. Loosening the filter alone, and the capabilities alone, shows which of them refuses.',
      ),
  },
  questions: {
    left: ask.number(
      'How many of the eight are still refused in unfiltered?',
      program(unfiltered, ['sh', '-c', 'echo refused $(doors | grep -vc done)']).quantity('refused'),
      {
        because: 'The kernel’s own checks come after the filter. They still refuse when the filter is off.',
      },
    ),
    clone3: ask.choice(
      'What does the filter of plain answer to clone3(2)?',
      plain.now.answerOf('clone3'),
      ['EPERM', 'ENOSYS', 'allow', 'by-arguments'],
      {
        because:
          'The flags of clone3 are behind an address, where a filter cannot read them. A C library that is answered ENOSYS uses clone, whose flags are an argument.',
      },
    ),
  },
  states: {
    solution: {
      edits: [
        compose.set('services.unfiltered.security_opt', ['seccomp=unconfined']),
        compose.set('services.capable.cap_add', ['SYS_ADMIN', 'NET_ADMIN']),
        compose.set('services.capable.security_opt', ['seccomp=./profiles/plain.json']),
        sheetOf({}),
      ],
    },
    accepts: {
      'as-prose': {
        from: 'solution',
        edits: [
          doors.write(
            [
              '| asked for | who |',
              '|---|---|',
              ...Object.entries(right).map(([name, who], at) => {
                const told =
                  who === 'both' ? 'capability and filter' : `${who.charAt(0).toUpperCase()}${who.slice(1)}`;
                return at % 2 === 0 ? `| ${name} | ${told} |` : `- ${name}: ${told} # as tried`;
              }),
              '',
            ].join('\n'),
          ),
        ],
      },
      // More than the eight ask for, under the same filter, and the words as somebody else would write them.
      'as-a-table': {
        from: 'solution',
        edits: [
          doors.write(
            [
              '# who says no',
              ...Object.entries(right).map(([name, who]) => `${name}\t${who.toUpperCase()}`),
              '',
            ].join('\n'),
          ),
        ],
      },
    },
    mistakes: {
      // Docker’s own profile opens with the capability.
      'key-to-both-doors': {
        from: 'solution',
        edits: [compose.unset('services.capable.security_opt')],
        fails: { 'still-filtered': 'lets', sheet: 'mount: both' },
      },
      'filter-left-on': {
        from: 'solution',
        edits: [compose.unset('services.unfiltered.security_opt')],
        fails: { off: 'seccomp filter', sheet: 'unshare: filter' },
      },
      'both-at-once': {
        from: 'solution',
        edits: [
          compose.set('services.capable.security_opt', ['seccomp=./profiles/open.json']),
          edit('profiles/open.json').write('{"defaultAction": "SCMP_ACT_ALLOW"}\n'),
        ],
        fails: { 'still-filtered': 'lets', sheet: 'unshare: filter' },
      },
      'one-capability': {
        from: 'solution',
        edits: [compose.set('services.capable.cap_add', ['SYS_ADMIN'])],
        fails: { powers: 'NET_ADMIN', sheet: 'mtu: capability' },
      },
      'the-filter-alone': {
        from: 'solution',
        edits: [sheetOf({ mount: 'filter', hostname: 'filter' })],
        fails: { sheet: 'mount: filter' },
      },
      'nothing-written': {
        from: 'solution',
        edits: [doors.remove()],
        fails: { sheet: 'doors.txt: No such file' },
      },
      'two-at-once': {
        from: 'solution',
        edits: [compose.set('services.unfiltered.cap_add', ['SYS_ADMIN'])],
        fails: { 'no-more-powers': 'SYS_ADMIN', sheet: 'mount: both' },
      },
      'plain-loosened': {
        from: 'solution',
        edits: [compose.set('services.plain.cap_add', ['SYS_ADMIN'])],
        fails: { untouched: 'lets' },
      },
      'plain-without-its-filter': {
        from: 'solution',
        edits: [compose.set('services.plain.security_opt', ['seccomp=unconfined'])],
        fails: {},
        refused: 'seccomp=unconfined',
      },
    },
  },
});

/** doors.txt as it is right, but for these. */
function sheetOf(wrong: Readonly<Record<string, string>>) {
  const lines = Object.entries({ ...right, ...wrong }).map(([name, who]) => `${name}  ${who}\n`);
  return doors.write(lines.join(''));
}
