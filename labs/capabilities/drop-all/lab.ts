import {
  ask,
  caps,
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

const drop = (...names: string[]) => compose.set('services.web.cap_drop', names);
const add = (...names: string[]) => compose.set('services.web.cap_add', names);
const asRoot = compose.unset('services.web.user');

/** What Docker leaves with a container that says nothing of capabilities. */
const dockersFourteen = [
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
];

const portStart = 'net.ipv4.ip_unprivileged_port_start';

export default defineLab({
  title: 'A web server without capabilities',
  level: 'guided',
  minutes: 12,
  after: ['start/first-container'],
  images: ['drydock/tools:1'],
  grants: [
    {
      service: 'web',
      key: 'sysctls',
      value: portStart,
      words: 'web may say from which port on its network asks for no capability',
    },
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'Under Docker a web server works with cap_drop: [ALL], also on port 80. Begin with that line, and add back what fails.',
  },
  vars: {
    greeting: vary.word(),
    dropped: vary.pick('AUDIT_WRITE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'SETFCAP', 'SYS_CHROOT'),
  },
  guards: {
    serves: http(web, 80, '/{{nonce}}')
      .says('{{greeting}}, {{nonce_upper}}!')
      .titled('web: still serves your greeting on port 80')
      .why(
        'The server has to run and stay on port 80. Otherwise the checks below would not judge a web server.',
      )
      .readMore('/capabilities/#two-falsehoods'),
    alone: web
      .container(networks.unshared())
      .why('Another container in the network of web could answer instead, with capabilities of its own.')
      .readMore('/capabilities/#five-sets'),
  },
  tasks: {
    look: {
      title: 'Read the mask',
      questions: ['mask'],
      hints: [
        'The server shows its own sets. One of the five, the bounding set, is not empty although the server is not root.',
        'Ask the server with curl, or read /proc/1/status in the service web. The line begins with CapBnd.',
        '`docker compose exec web grep CapBnd /proc/1/status` prints it: sixteen hexadecimal digits.',
      ],
    },
    empty: {
      title: 'Take all capabilities away',
      readMore: '/capabilities/#five-sets',
      checks: ['bounding', 'effective', 'lends-nothing'],
      hints: [
        'Compose has a key that takes capabilities away. The service web uses it already, for a single one.',
        '`cap_drop` takes a list of names without CAP_, or one word for all of them. Leave `user` as it is.',
        '`cap_drop: [ALL]` in place of the list under `web`. Then press Run.',
      ],
    },
  },
  checks: {
    bounding: web
      .everyProcess(caps.bounding.none())
      .points(2)
      .why(
        'The bounding set limits what a set-user-ID bit or a file’s permitted set gives. If it is empty, they give no capability.',
      ),
    effective: web
      .everyProcess(caps.effective.none())
      .why(
        'The kernel looks into the effective set when a privileged operation is tried. This server tries none.',
      ),
    'lends-nothing': program(web, ['lent-grep', 'CapEff', '/proc/self/status'])
      .prints('CapEff:\t0000000000000000')
      .titled('web: a set-user-ID program in it gains no capability')
      .why(
        'lent-grep is set-user-ID root. An intruder who starts such a program gets the capabilities that lent-grep holds.',
      )
      .readMore('/capabilities/#what-execve-does'),
  },
  questions: {
    mask: ask.text(
      'Which mask did the bounding set of the server have at the start?',
      web.at('start').capabilityMask('bounding'),
      {
        because:
          'Docker’s fourteen are a80425fb. Yours has one bit less: compare the digits, or decode both with `capsh --decode=`.',
      },
    ),
  },
  states: {
    solution: { edits: [drop('ALL')] },
    accepts: {
      'one-by-one': { edits: [drop(...dockersFourteen)] },
      'root-without-powers': { edits: [drop('ALL'), asRoot] },
      'under-another-name': { edits: [drop('ALL'), compose.set('services.web.user', 'nobody')] },
    },
    mistakes: {
      'keeps-one-for-the-port': {
        edits: [drop('ALL'), add('NET_BIND_SERVICE')],
        fails: { bounding: 'bounding holds NET_BIND_SERVICE', 'lends-nothing': '0000000000000400' },
      },
      'keeps-one-as-root': {
        edits: [drop('ALL'), add('NET_BIND_SERVICE'), asRoot],
        fails: {
          bounding: 'bounding holds NET_BIND_SERVICE',
          effective: 'effective holds NET_BIND_SERVICE',
          'lends-nothing': '0000000000000400',
        },
      },
      'sealed-instead': {
        edits: [compose.set('services.web.security_opt', ['no-new-privileges:true'])],
        fails: { bounding: 'bounding holds CHOWN' },
      },
      // Another container answers with what the service gave up.
      'a-sidecar-serves': {
        from: 'solution',
        edits: [
          compose.set('services.web.command', 'sleep infinity'),
          compose.set('services.web.stop_grace_period', '1s'),
          compose.set('services.sidecar', {
            build: '.',
            command: 'perl /srv/server.pl',
            environment: { GREETING: '{{greeting}}' },
            volumes: ['./web:/srv:ro'],
            network_mode: 'service:web',
          }),
        ],
        fails: { alone: 'shares its network with sidecar' },
      },
      'another-port': {
        from: 'solution',
        edits: [
          compose.set('services.web.ports', ['127.0.0.1::8080']),
          edit('web/server.pl').replace('LocalPort => 80,', 'LocalPort => 8080,'),
        ],
        fails: { serves: 'no answer' },
      },
    },
    scenes: {
      'ports-as-on-a-host': {
        from: 'solution',
        edits: [
          compose.set('services.web.sysctls', [`${portStart}=1024`]),
          compose.set(
            'services.web.command',
            'sh -c "perl /srv/server.pl || grep ^Cap /proc/self/status; sleep infinity"',
          ),
          compose.set('services.web.stop_grace_period', '1s'),
        ],
      },
    },
  },
});
