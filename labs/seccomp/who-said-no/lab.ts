import {
  ask,
  calls,
  custom,
  defineLab,
  edit,
  http,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { tellLoosened, tellStillRefused } from './loosened.ts';

const [owner, apart, node, proc, shelf, files] = [
  service('owner'),
  service('apart'),
  service('node'),
  service('proc'),
  service('shelf'),
  service('files'),
] as const;
const compose = edit('compose.yaml');
const profile = edit('profiles/apart.json');
const readMore = '/seccomp/#six-refusals';

const answerOf = (of: typeof owner) => http(of, 8080, '/{{nonce}}');
const answers = (of: typeof owner) =>
  answerOf(of)
    .says('{{name}} {{nonce_upper}}')
    .titled(`${of.name}: answers`)
    .why('A service that does not run makes no calls, so no refusal can be seen.')
    .readMore(readMore);
const done = (of: typeof owner, words: string, title: string) =>
  answerOf(of)
    .says(`${words}: done`)
    .titled(`${of.name}: ${title}`)
    .why('Somebody still refuses it. Loosen one thing of this service at a time, and look at its answer.')
    .readMore(readMore);
/** Their filter lets through what they ask for, and refuses what Docker's refuses besides. */
const filters = Object.fromEntries(
  [
    { of: owner, except: [] },
    { of: node, except: [] },
    { of: files, except: [] },
    { of: proc, except: ['mount', 'unshare'] },
    { of: shelf, except: ['mount', 'unshare'] },
  ].map(({ of, except }) => [
    `filter-of-${of.name}`,
    of
      .everyProcess(calls.asStrictAs('default', { except }))
      .orDeclared()
      .titled(`${of.name}: its filter stays as strict as it was`)
      .why(
        'It is not the filter that refuses this service. What a filter lets through besides is open to an intruder.',
      )
      .readMore('/seccomp/#the-least-loosening'),
  ]),
);
const hardLimit = program(files, ['sh', '-c', 'echo hard $(ulimit -Hn)']);

export default defineLab({
  title: 'Six refusals that look alike',
  level: 'fix',
  minutes: 25,
  images: ['gcc:14', 'debian:trixie-slim'],
  grants: [
    ...['seccomp=./profiles/', 'seccomp=unconfined', 'systempaths=unconfined', 'apparmor=unconfined'].map(
      (value) => ({
        service: '*',
        key: 'security_opt' as const,
        value,
        words: `a service may be started with ${value}, to find out whether that refuses it`,
      }),
    ),
    {
      service: '*',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'a service may be given SYS_ADMIN, to find out whether it lacks that',
    },
    {
      service: 'node',
      key: 'device_cgroup_rules',
      value: 'c 10:229 rwm',
      words: 'node may make and use the device FUSE of the host',
    },
    {
      service: 'node',
      key: 'device_cgroup_rules',
      value: 'c *:* rwm',
      words: 'node may be let at every character device of the host, to find out whether that refuses it',
    },
    { service: 'node', key: 'devices', value: '/dev/fuse', words: 'node may be given the device FUSE' },
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'Six services that were answered Operation not permitted, each with the line that permits what it asks for.',
  },
  vars: { name: vary.word(), user: vary.uid(), many: vary.number(2000, 4000) },
  guards: {
    'owner-answers': answers(owner),
    'apart-answers': answers(apart),
    'node-answers': answers(node),
    'proc-answers': answers(proc),
    'shelf-answers': answers(shelf),
    'files-answers': answers(files),
  },
  tasks: {
    find: {
      title: 'Who refuses?',
      questions: ['by-the-filter', 'all-of-them'],
      readMore,
      hints: [
        'Change one line of one service, press Run, and look at its answer. If the answer is the same, take that line back: something else refuses.',
        'The filter is off with `security_opt: [seccomp=unconfined]`, the masked paths with `systempaths=unconfined`; a capability comes with `cap_add`.',
        'This prints the capabilities of a process in a user namespace that `proc` makes: `docker compose exec proc unshare -Ur grep CapEff /proc/self/status`.',
      ],
    },
    loosen: {
      title: 'Loosen one thing for each service',
      checks: [
        'chown',
        'unshare',
        'open',
        'mount',
        'remount',
        'limit',
        'granted',
        'filter',
        ...Object.keys(filters),
        'nothing-else',
      ],
      readMore,
      hints: [
        'Each service needs one line added or changed. The filter refuses one of them. The others need a capability, a device rule, the masked paths, a mount or a limit changed.',
        '`cap_add` for owner; a rule in `profiles/apart.json`; `device_cgroup_rules` for node; `security_opt` for proc; `volumes` for shelf; `ulimits` with `soft` and `hard` for files.',
        'owner: `cap_add: [CHOWN]`. apart: `{"names": ["unshare"], "action": "SCMP_ACT_ALLOW"},` behind `"syscalls": [` in `profiles/apart.json`. node: `device_cgroup_rules: ["c 10:229 rw"]`. proc: `systempaths=unconfined`. shelf: `shelf:/shelf` without `:ro`. files: a hard limit of its AMOUNT.',
      ],
    },
  },
  checks: {
    chown: done(owner, 'owner {{user}}', 'gives its file to another user'),
    unshare: done(apart, 'apart', 'makes a user namespace'),
    open: done(node, 'node 229', 'opens the device'),
    mount: done(proc, 'proc', 'mounts a /proc of its own'),
    remount: done(shelf, 'shelf', 'may write to the shelf'),
    limit: done(files, 'files {{many}}', 'raises its limit'),
    filter: apart
      .everyProcess(calls.asStrictAs('default', { except: ['unshare'] }))
      .orDeclared()
      .points(2)
      .titled('apart: its filter stays as strict, but for what apart asks for')
      .why('apart asks for one call. Turning the filter off allows every other call that it refuses as well.')
      .readMore('/seccomp/#the-least-loosening'),
    ...filters,
    granted: custom(
      'granted',
      (observation, vars) => tellStillRefused(observation, vars, hardLimit.quantity('hard').probe.id),
      hardLimit,
    )
      .points(2)
      .titled('the six are permitted what they ask for, seen from outside')
      .why('What a service answers is what its program says. The Engine and the kernel tell what it may do.')
      .readMore(readMore),
    'nothing-else': custom(
      'nothing-else',
      (observation, vars) => tellLoosened(observation, vars, hardLimit.quantity('hard').probe.id),
      hardLimit,
    )
      .points(3)
      .titled('nothing else is loosened')
      .why('What else is loosened is open to an intruder in the service too.')
      .readMore('/seccomp/#the-least-loosening'),
  },
  questions: {
    'by-the-filter': ask.choice(
      'What does the filter of proc answer to unshare(2)?',
      proc.now.answerOf('unshare'),
      ['EPERM', 'ENOSYS', 'allow', 'by-arguments'],
      {
        because:
          'proc and shelf have a profile that allows unshare(2). It is not the filter that refuses them.',
      },
    ),
    'all-of-them': ask.text(
      'Which effective capabilities does a process have in a user namespace that proc makes? Write CapEff as /proc/self/status prints it.',
      program(proc, ['unshare', '-Ur', 'grep', 'CapEff', '/proc/self/status']).quantity('CapEff:'),
      {
        because:
          'They are all that this kernel knows, and count in that namespace. They neither uncover the paths that Docker covers nor unlock the flags of mounts from outside.',
      },
    ),
  },
  states: {
    solution: {
      edits: [
        compose.set('services.owner.cap_add', ['CHOWN']),
        allowed({ names: ['unshare'], action: 'SCMP_ACT_ALLOW' }),
        compose.set('services.node.device_cgroup_rules', ['c 10:229 rw']),
        compose.set('services.proc.security_opt', [
          'seccomp=./profiles/namespaces.json',
          'apparmor=unconfined',
          'systempaths=unconfined',
        ]),
        compose.set('services.shelf.volumes', ['shelf:/shelf']),
        compose.set('services.files.ulimits.nofile', '{{many}}'),
      ],
    },
    accepts: {
      // To give oneself what one owns already takes no capability.
      'owned-already': {
        from: 'solution',
        edits: [compose.unset('services.owner.cap_add'), compose.set('services.owner.user', '{{user}}')],
      },
      // The flag that makes user namespaces, and no other.
      'by-the-argument': {
        from: 'solution',
        edits: [
          profile.replace(
            '{"names":["unshare"],',
            '{"names":["unshare"],"args":[{"index":0,"value":268435456,"op":"SCMP_CMP_EQ"}],',
          ),
        ],
      },
      'every-use-of-the-device': {
        from: 'solution',
        edits: [compose.set('services.node.device_cgroup_rules', ['c 10:229 mwr'])],
      },
      'the-device-itself': {
        from: 'solution',
        edits: [
          compose.unset('services.node.device_cgroup_rules'),
          compose.set('services.node.devices', ['/dev/fuse:/dev/fuse:rw']),
        ],
      },
    },
    mistakes: {
      'filter-off': {
        from: 'solution',
        edits: [compose.set('services.apart.security_opt', ['seccomp=unconfined'])],
        fails: { filter: 'lets', 'nothing-else': 'apart runs without a filter' },
      },
      'admin-for-the-filter': {
        from: 'solution',
        edits: [
          compose.unset('services.apart.security_opt'),
          compose.set('services.apart.cap_add', ['SYS_ADMIN']),
        ],
        fails: { filter: 'lets', 'nothing-else': 'apart may gain SYS_ADMIN' },
      },
      'every-call': {
        from: 'solution',
        edits: [profile.write('{"defaultAction": "SCMP_ACT_ALLOW"}\n')],
        fails: { filter: 'lets' },
      },
      // A profile that is not theirs to change refuses nothing any more, and the process still has a filter.
      'every-call-for-five': {
        from: 'solution',
        edits: [
          edit('profiles/namespaces.json').write('{"defaultAction": "SCMP_ACT_ALLOW"}\n'),
          ...['owner', 'node', 'files'].map((name) =>
            compose.set(`services.${name}.security_opt`, ['seccomp=./profiles/namespaces.json']),
          ),
        ],
        fails: {
          'filter-of-owner': 'lets',
          'filter-of-node': 'lets',
          'filter-of-files': 'lets',
          'filter-of-proc': 'lets',
          'filter-of-shelf': 'lets',
        },
      },
      'every-device': {
        from: 'solution',
        edits: [compose.set('services.node.device_cgroup_rules', ['c *:* rwm'])],
        fails: { 'nothing-else': 'node was given c *:* rwm' },
      },
      // Not who refuses: the flag is locked, whatever the process may do.
      'admin-for-the-mounts': {
        edits: [
          compose.set('services.shelf.cap_add', ['SYS_ADMIN']),
          compose.set('services.shelf.user', '0'),
          compose.set('services.proc.cap_add', ['SYS_ADMIN']),
          compose.set('services.proc.user', '0'),
        ],
        fails: {
          chown: 'Operation not permitted',
          unshare: 'apart: Operation not permitted',
          open: 'node 229: Operation not permitted',
          mount: 'proc: Operation not permitted',
          remount: 'shelf: Operation not permitted',
          limit: 'Operation not permitted',
          granted: 'owner, apart, node, proc, shelf and files',
          // Docker opens what a profile ties to that capability, in theirs too.
          'filter-of-proc': 'lets',
          'filter-of-shelf': 'lets',
          'nothing-else': 'SYS_ADMIN',
        },
      },
      // The program says that all went well, whatever it was answered.
      'only-said': {
        edits: [edit('asks.c').replace('int rc = thing->ask(amount ? atoi(amount) : 0);', 'int rc = 0;')],
        fails: { granted: 'owner, apart, node, proc, shelf and files' },
      },
      'another-shelf': {
        from: 'solution',
        edits: [compose.unset('services.shelf.volumes'), compose.set('services.shelf.tmpfs', ['/shelf'])],
        fails: { granted: 'the volume' },
      },
      'paths-of-all': {
        from: 'solution',
        edits: [compose.set('services.owner.security_opt', ['systempaths=unconfined'])],
        fails: { 'nothing-else': 'owner sees' },
      },
      // Three that helped nobody, and were not taken back.
      'tried-and-left': {
        from: 'solution',
        edits: [
          compose.set('services.files.ulimits.nofile', 9000),
          compose.set('services.files.user', '0'),
          compose.set('services.owner.security_opt', ['apparmor=unconfined']),
        ],
        fails: {
          'nothing-else':
            'files may open 9000 files, files runs as root and owner runs without a profile of AppArmor',
        },
      },
      'all-capabilities-back': {
        from: 'solution',
        edits: [compose.unset('services.owner.cap_drop')],
        fails: { 'nothing-else': 'owner may gain' },
      },
      'resource-for-the-limit': {
        from: 'solution',
        edits: [compose.set('services.files.cap_add', ['SYS_RESOURCE'])],
        fails: {},
        refused: 'SYS_RESOURCE',
      },
    },
  },
});

/** One rule more in the profile of apart, which is Docker’s own. */
function allowed(rule: object) {
  return profile.replace('"syscalls": [', `"syscalls": [\n\t\t${JSON.stringify(rule)},`);
}
