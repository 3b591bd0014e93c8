import {
  ask,
  calls,
  defineLab,
  edit,
  http,
  networks,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const web = service('web');
const compose = edit('compose.yaml');
const profile = edit('profiles/web.json');

const oldest = ['chmod', 'fchmod', 'fchmodat'] as const;
const family = [...oldest, 'fchmodat2'] as const;
const readMore = '/seccomp/#take-a-family-out';

/** A name with the one before it, which stand together in Docker's list alone. */
const inTheList = (before: string, name: string) =>
  profile.replace(`"${before}",\n\t\t\t\t"${name}",\n`, `"${before}",\n`);
const withoutOldest = [
  inTheList('chdir', 'chmod'),
  profile.replace('"fchmod",\n\t\t\t\t"fchmodat",\n\t\t\t\t"fchmodat2",', '"fchmodat2",'),
];
const withoutFamily = [...withoutOldest, inTheList('fchdir', 'fchmodat2')];
const added = { comment: 'web changes no modes', names: [...oldest], action: 'SCMP_ACT_ERRNO', errnoRet: 1 };
/** The rule that stands last at the start, as it is written there. */
const last = JSON.stringify(added, null, '\t').replaceAll('\n', '\n\t\t');
const first = (rule: object) =>
  profile.replace('"syscalls": [', `"syscalls": [\n\t\t${JSON.stringify(rule)},`);
const instead = (rule: object) => profile.replace(last, JSON.stringify(rule));

/** Asks for what a profile judges by arguments. With CLONE_THREAD alone clone(2) makes nothing: the kernel says EINVAL. */
const argued = String.raw`
use POSIX;
my %numbers = (x86_64 => [56, 135, 41], aarch64 => [220, 92, 198]);
my ($clone, $personality, $socket) = @{ $numbers{(POSIX::uname)[4]} // die "no numbers of this architecture\n" };
my %flags = (NEWNS => 0x20000, NEWCGROUP => 0x2000000, NEWUTS => 0x4000000, NEWIPC => 0x8000000,
  NEWUSER => 0x10000000, NEWPID => 0x20000000, NEWNET => 0x40000000);
my %refused = (
  'socket(AF_VSOCK)' => [$socket, 40, 1, 0], 'personality(0x40000)' => [$personality, 0x40000],
  map { ("clone($_)" => [$clone, $flags{$_} | 0x10000, 0, 0, 0, 0]) } keys %flags,
);
my %made = ('socket(AF_UNIX)' => [$socket, 1, 1, 0], 'personality(0xffffffff)' => [$personality, 0xffffffff]);
sub is_refused { my ($number, @with) = @{ $_[0] }; syscall($number, @with) == -1 && ($! == EPERM || $! == ENOSYS) }
my @open = grep { !is_refused($refused{$_}) } sort keys %refused;
my @shut = grep { is_refused($made{$_}) } sort keys %made;
print "not refused: @open\n" if @open;
print "refused: @shut\n" if @shut;
print "answered alike\n" unless @open || @shut;
`;

const kept = http(web, 8080, '/keep/{{nonce}}', { live: false });

export default defineLab({
  title: 'A rule that changed nothing',
  level: 'fix',
  minutes: 15,
  images: ['drydock/syscalls:1'],
  grants: [
    {
      service: 'web',
      key: 'security_opt',
      value: 'seccomp=./profiles/',
      words: 'web is filtered by a profile of yours instead of Docker’s',
    },
  ],
  opens: 'profiles/web.json',
  takeaway: {
    file: 'profiles/web.json',
    why: 'Docker’s own profile without one family of calls: a base for services that need a little less.',
  },
  vars: { name: vary.word() },
  guards: {
    works: http(web, 8080, '/{{nonce}}')
      .says('{{name}} {{nonce_reversed}}')
      .titled('web: answers, each request in a thread of its own')
      .why('The profile has to allow the calls that the service needs for its work.')
      .readMore('/seccomp/#the-errno-is-part-of-the-answer'),
    'own-network': web
      .container(networks.unshared())
      .why('Else another container answers in the place of web, and not under your profile.')
      .readMore('/seccomp/#a-profile-of-your-own'),
  },
  tasks: {
    look: {
      title: 'See what the rule did',
      questions: ['begins', 'number'],
      readMore: '/seccomp/#a-profile-of-your-own',
      hints: [
        'Ask the service to keep a word, or change a mode in its container.',
        'The answer to `/keep/word` says what fchmod(2) returned. `scmp_sys_resolver` prints the number of a call.',
        '`curl -s $(docker compose port web 8080)/keep/word`, and `docker compose exec web scmp_sys_resolver fchmodat`.',
      ],
    },
    mend: {
      title: 'Refuse the family',
      checks: ['family', 'newest', 'told', 'executed', 'strict', 'arguments', 'rest'],
      readMore,
      hints: [
        'Docker’s profile is an allow-list. The names of the last rule are also in its long list, further up.',
        'What no rule allows is answered with `defaultAction` and `defaultErrnoRet`, which are ERRNO and 1: EPERM. A name that is taken out of the long list is refused.',
        'Take `chmod`, `fchmod`, `fchmodat` and `fchmodat2` out of the first rule of `syscalls`. The rule at the end may stay: the filter then answers as it says.',
      ],
    },
  },
  checks: {
    family: web
      .everyProcess(calls.refused([...oldest], { errno: 'EPERM' }))
      .orDeclared()
      .points(2)
      .why('A program that is refused one call of the family can make the same change with another.'),
    newest: web
      .everyProcess(calls.refused('fchmodat2'))
      .orDeclared()
      .why(
        'fchmodat2(2) changes modes too. Linux has it since 6.6, and profiles that were written earlier do not name it.',
      ),
    told: kept
      .says('kept, mode not changed: Operation not permitted')
      .titled('web: keeps a word, and says that its mode was not changed')
      .why('web goes on after EPERM. After another errno it takes the file for broken, and keeps nothing.')
      .readMore('/seccomp/#the-errno-is-part-of-the-answer'),
    executed: program(web, [
      'sh',
      '-c',
      'f=/keep/$0; touch "$f" || exit; chmod 700 "$f"; status=$?; rm -f "$f"; exit $status',
      '{{nonce}}',
    ])
      .failsWith('EPERM')
      .titled('web: a program that is started in it can change no mode either')
      .why('A profile is for the container: whatever is executed in it runs under the same filter.'),
    strict: web
      .everyProcess(calls.asStrictAs('default', { sameErrno: true }))
      .orDeclared()
      .points(2)
      .why(
        'A profile of yours takes the place of Docker’s. What yours does not refuse is open, and the errno of a refusal decides what programs do next.',
      )
      .readMore('/seccomp/#a-profile-of-your-own'),
    arguments: program(web, ['perl', '-e', argued])
      .prints('answered alike')
      .titled(
        'web: clone, socket and personality are refused with the arguments that Docker’s profile refuses',
      )
      .why(
        'With a name alone, or another value, clone(2) makes the namespaces that unshare(2) may not, and a socket of AF_VSOCK is in no namespace.',
      )
      .readMore('/seccomp/#a-list-for-every-program'),
    rest: web
      .everyProcess(calls.asOpenAs('default', { except: family }))
      .orDeclared()
      .why('Other calls stay allowed as in Docker’s profile, since programs of the container may need them.'),
  },
  questions: {
    begins: ask.choice(
      'What did the filter answer to fchmod(2) when the lab started?',
      web.at('start').answerOf('fchmod'),
      ['allow', 'EPERM', 'ENOSYS'],
      {
        because:
          'runc leaves out rules whose answer is the default’s. Then the long list counts, which allows the name.',
      },
    ),
    number: ask.number(
      'Which number has fchmodat(2) on your machine?',
      program(web, ['sh', '-c', 'echo number $(scmp_sys_resolver fchmodat)']).quantity('number'),
      {
        because:
          'It is 268 on x86-64 and 53 on arm64. A profile has names, and libseccomp turns them into numbers.',
      },
    ),
  },
  states: {
    solution: { edits: withoutFamily },
    accepts: {
      'rule-gone-too': { from: 'solution', edits: [profile.replace(`,\n\t\t${last}`, '')] },
      // Names a family that the list lacks, and so says what was meant.
      'rule-of-four': { from: 'solution', edits: [instead({ ...added, names: family })] },
      // What a C library takes as a sign to use an older call of the family.
      'newest-as-unknown': {
        from: 'solution',
        edits: [instead({ names: ['fchmodat2'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 })],
      },
      'one-architecture': { from: 'solution', edits: [profile.unset('archMap')] },
    },
    mistakes: {
      'one-forgotten': { edits: withoutOldest, fails: { newest: 'lets fchmodat2 through' } },
      'all-but-four': {
        edits: [
          profile.write(
            `${JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: family, action: 'SCMP_ACT_ERRNO' }] })}\n`,
          ),
        ],
        fails: { strict: 'besides', arguments: 'not refused: clone(NEWCGROUP)' },
      },
      // Its answer is the default's, so runc leaves it out, in front as well.
      'in-front': {
        edits: [first({ ...added, names: family })],
        fails: { family: 'lets chmod', newest: 'lets fchmodat2', told: 'mode changed', executed: 'status 0' },
      },
      'for-another-architecture': {
        edits: [
          first({ names: family, action: 'SCMP_ACT_ERRNO', errnoRet: 13, includes: { arches: ['s390x'] } }),
        ],
        fails: { family: 'lets chmod', newest: 'lets fchmodat2', told: 'mode changed', executed: 'status 0' },
      },
      'another-errno': {
        edits: [...withoutFamily, instead({ names: family, action: 'SCMP_ACT_ERRNO', errnoRet: 13 })],
        fails: { family: 'EACCES', told: 'not kept: Permission denied', executed: 'exit status 1' },
      },
      'threads-refused': {
        from: 'solution',
        edits: [profile.replace('"errnoRet": 38', '"errnoRet": 1')],
        fails: { works: 'no thread' },
      },
      // The profile stops web from its work, which another container does in its network under Docker's.
      'a-sidecar-answers': {
        from: 'solution',
        edits: [
          profile.replace('"errnoRet": 38', '"errnoRet": 1'),
          edit('web.c').replace('htons(8080)', 'htons(strcmp(getenv("NAME"), "idle") ? 8080 : 8081)'),
          compose.set('services.web.environment.NAME', 'idle'),
          compose.set('services.sidecar', {
            build: '.',
            user: '10001',
            tmpfs: ['/keep'],
            environment: { NAME: '{{name}}' },
            network_mode: 'service:web',
          }),
        ],
        fails: { 'own-network': 'shares its network with sidecar' },
      },
      'killed-for-one': {
        from: 'solution',
        edits: [instead({ names: ['fchmodat'], action: 'SCMP_ACT_KILL_PROCESS' })],
        fails: { family: 'kills', executed: '159' },
      },
      'owners-too': {
        from: 'solution',
        edits: [inTheList('fchown32', 'fchownat'), profile.replace('"fchown",\n', '')],
        fails: { rest: 'fchown' },
      },
      // More than web and its tests call, and less than Docker's own.
      'queues-too': {
        from: 'solution',
        edits: [inTheList('mq_notify', 'mq_open'), inTheList('symlink', 'symlinkat')],
        fails: { rest: 'answers EPERM to mq_open and symlinkat' },
      },
      // A name without arguments counts more than the rules with some. The mask of the other lacks CLONE_NEWUSER.
      'any-socket-and-a-namespace': {
        from: 'solution',
        edits: [
          profile.replace('"setxattrat",', '"setxattrat",\n\t\t\t\t"socket",'),
          profile.replace(
            '"index": 0,\n\t\t\t\t\t"value": 2114060288',
            '"index": 0,\n\t\t\t\t\t"value": 1845624832',
          ),
        ],
        fails: { arguments: 'not refused: clone(NEWUSER) socket(AF_VSOCK)' },
      },
      'all-as-unknown': {
        from: 'solution',
        edits: [profile.set('defaultErrnoRet', 38)],
        fails: { strict: 'answers ENOSYS to' },
      },
      misspelt: {
        edits: [instead({ ...added, names: ['chmod', 'fchmood', 'fchmodat'] })],
        fails: {},
        refused: '“fchmood” is no system call',
      },
    },
  },
});
