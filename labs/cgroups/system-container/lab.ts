import {
  apart,
  calls,
  defineLab,
  edit,
  limits,
  owns,
  program,
  seccomp,
  service,
  user,
} from '../../../src/lab/authoring.ts';

const host = service('host');
const compose = edit('compose.yaml');
const box = edit('srv/box.conf');
const readMore = '/cgroups/#a-container-that-boots';

/** A program in the system container, whose services are its init's. */
const inBox = (script: string) =>
  program(host, ['lxc-attach', '--name', 'box', '--', 'sh', '-c', script], { withinMs: 20_000 });
/** Ninety processes in box, for a second; waits until they have gone, without starting another. */
const bomb = program(
  host,
  [
    'perl',
    '-e',
    "my $status = system qw(lxc-attach --name box -- sh -c), 'for n in $(seq 90); do sleep 1 & done; wait'; sleep 2; exit $status >> 8",
  ],
  { withinMs: 20_000 },
);
/** A service of box: busybox starts it from its inittab. */
const syslogd = (expect: Parameters<typeof host.processesNamed>[1]) => host.processesNamed('syslogd', expect);

const last = 'lxc.net.0.type = empty\n';
const lines = (...more: string[]) => box.replace(last, [last.trimEnd(), ...more, ''].join('\n'));
const map = (first: number, count = 65_536) => [
  `lxc.idmap = u 0 ${first} ${count}`,
  `lxc.idmap = g 0 ${first} ${count}`,
];
const filter = 'lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp';
const limit = compose.set('services.host.pids_limit', 64);
/** Of the five that LXC's profile names. The fifth, kexec_load, has another number in x32, which no kernel dispatches. */
const refused = ['open_by_handle_at', 'init_module', 'finit_module', 'delete_module'];

export default defineLab({
  title: 'A container that boots',
  level: 'guided',
  minutes: 15,
  after: ['namespaces/user', 'cgroups/limits'],
  needs: { idRange: 65_536 },
  images: ['drydock/lxc:1'],
  grants: [
    {
      service: 'host',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'host may mount and make namespaces, as LXC does',
    },
    {
      service: 'host',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'host has no filter of Docker’s, which refuses pivot_root',
    },
    {
      service: 'host',
      key: 'security_opt',
      value: 'systempaths=unconfined',
      words: 'host has no masks over /proc, so that box may have one of its own',
    },
    {
      service: 'host',
      key: 'security_opt',
      value: 'apparmor=unconfined',
      words: 'no AppArmor profile of Docker’s refuses mounts in host',
    },
  ],
  opens: 'srv/box.conf',
  takeaway: {
    file: 'srv/box.conf',
    why: 'A system container whose root is nobody outside, with a filter; its limits are those of what it runs in.',
  },
  guards: {
    works: inBox('echo {{nonce}} | rev')
      .prints('{{nonce_reversed}}')
      .titled('box: runs programs')
      .why('`docker compose logs host` shows how the start ended.')
      .readMore(readMore),
    boots: syslogd(apart('pid').from('init'))
      .titled('box: its init has started syslogd, in a pid namespace of its own')
      .why('One program is no system.')
      .readMore(readMore),
  },
  tasks: {
    map: {
      title: 'A root that is nobody outside',
      readMore,
      checks: ['nobody', 'range', 'owner'],
      hints: [
        'The key stands in lxc.container.conf(5), and it wants a line for users and one for groups.',
        '`lxc.idmap = u 0 FIRST COUNT` maps user 0 of box to FIRST outside. /etc/subuid of host lets root map from 100000 on.',
        '`lxc.idmap = u 0 100000 65536` and `lxc.idmap = g 0 100000 65536`.',
      ],
    },
    filter: {
      title: 'A filter',
      readMore,
      checks: ['filtered', 'modules'],
      hints: [
        'LXC brings a profile of its own, and reads it where the configuration says so.',
        'The key is `lxc.seccomp.profile`, and Debian’s package has profiles in /usr/share/lxc/config.',
        '`lxc.seccomp.profile = /usr/share/lxc/config/common.seccomp`.',
      ],
    },
    limit: {
      title: 'A limit for all of it',
      readMore,
      checks: ['pids', 'bomb'],
      hints: [
        'The cgroup of host is read-only in it, so LXC can make none for box.',
        'Whatever runs in box is in the cgroup that Docker made for host.',
        '`pids_limit: 64` of host, in compose.yaml.',
      ],
    },
  },
  checks: {
    nobody: syslogd(user.notRootOnHost())
      .titled('box: its services are not root outside')
      .points(2)
      .why('What gets out of box is then a user whom nothing belongs to.'),
    range: syslogd(user.mapsAtLeast(65_536))
      .titled('box: has 65,536 ids of its own')
      .why('A distribution has many users, nobody at 65534 among them.'),
    owner: syslogd(owns('mnt'))
      .titled('box: its user namespace owns its mounts')
      .why('All of its capabilities count there, and nowhere else.'),
    filtered: syslogd(seccomp.filtering()).why(
      'Docker’s filter is off in host, and box has none but what LXC loads.',
    ),
    modules: syslogd(calls.refused(refused))
      .titled('box: calls that load modules or open files by handle are refused')
      .why('With a root of the host these calls reach the kernel itself, or every file.'),
    pids: host.container(limits.pidsAtMost(64)).why('Process ids are the machine’s, whoever counts them.'),
    bomb: bomb
      .failsWith('EAGAIN')
      .titled('box: the sixty-fifth process is refused in box too')
      .why('A limit holds for the cgroup and for all that is started in it.'),
  },
  states: {
    solution: { edits: [lines(...map(100_000), filter), limit] },
    accepts: {
      'another-range-and-deploy': {
        edits: [
          lines(...map(300_000, 70_000), filter, 'lxc.no_new_privs = 1'),
          compose.set('services.host.deploy.resources.limits', { pids: 48 }),
        ],
      },
      // Each call is refused in another way, and one more is.
      'a-profile-of-ones-own': {
        edits: [
          lines(...map(100_000), 'lxc.seccomp.profile = /srv/own.seccomp'),
          edit('srv/own.seccomp').write(
            [
              '2',
              'denylist',
              '[all]',
              ...[...refused, 'ptrace'].map(
                (call, at) => `${call} ${['errno 1', 'kill', 'trap', 'errno 38', 'kill'][at]}`,
              ),
              '',
            ].join('\n'),
          ),
          limit,
        ],
      },
    },
    mistakes: {
      'root-of-the-host': {
        edits: [lines(filter), limit],
        fails: {
          nobody: 'uid 0 (root)',
          range: 'the user ids of the host',
          owner: 'user namespace of the host',
        },
      },
      'a-few-ids': {
        edits: [lines(...map(100_000, 1_000), filter), limit],
        fails: { range: '1000' },
      },
      'a-filter-of-one-call': {
        edits: [
          lines(...map(100_000), 'lxc.seccomp.profile = /srv/own.seccomp'),
          edit('srv/own.seccomp').write('2\ndenylist\n[all]\nkexec_load errno 1\n'),
          limit,
        ],
        fails: { modules: 'init_module' },
      },
      'no-filter': {
        edits: [lines(...map(100_000)), limit],
        fails: { filtered: 'no seccomp filter', modules: 'through' },
      },
      // Counts each user of the map by itself.
      'a-limit-per-user': {
        edits: [lines(...map(100_000), filter, 'lxc.prlimit.nproc = 64')],
        fails: { pids: 'has no pids limit' },
      },
      'a-limit-too-wide': {
        edits: [lines(...map(100_000), filter), compose.set('services.host.pids_limit', 640)],
        fails: { pids: 'is limited to 640 processes', bomb: 'exit status 0' },
      },
      'users-without-groups': {
        edits: [lines('lxc.idmap = u 0 100000 65536', filter), limit],
        fails: { works: 'not running', boots: 'exited' },
      },
    },
  },
});
