import {
  ask,
  caps,
  defineLab,
  edit,
  http,
  program,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const web = service('web');
const owner = service('owner');
const stepper = service('stepper');
const pinger = service('pinger');
const shaper = service('shaper');
const services = [web, owner, stepper, pinger, shaper];
const compose = edit('compose.yaml');

const set = ({ name }: { name: string }, key: string, value: string | string[]) =>
  compose.set(`services.${name}.${key}`, value);
const none = (each: { name: string }) => set(each, 'cap_drop', ['ALL']);
const only = (each: { name: string }, ...names: string[]) => [none(each), set(each, 'cap_add', names)];

/** A value of the kernel's, asked in the service's own namespaces, and what is drawn, reversed. */
const tells = (each: { name: string }, value: string) =>
  program(each, ['perl', '-e', `print join " ", ${value}, scalar reverse shift`, '{{nonce}}']);
/**
 * Asks the pinger for its work and counts the answers to pings that the kernel has seen in its network meanwhile,
 * /proc/net/snmp. Prints what was drawn, reversed, if there was one.
 */
const pingAndCount = String.raw`
use IO::Socket::INET;
sub replies {
  open my $snmp, "<", "/proc/net/snmp" or die "/proc/net/snmp: $!\n";
  my ($names, $values) = map { [split] } grep { /^IcmpMsg:/ } <$snmp>;
  my %count; @count{@$names} = @$values if $names;
  return $count{InType0} // 0;
}
my ($drawn) = @ARGV;
my $before = replies();
my $server = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => 8080, Timeout => 2) or die "port 8080: $!\n";
print $server "GET /$drawn HTTP/1.0\r\n\r\n";
my @answer = <$server>;
die "no ping was answered meanwhile\n" if replies() == $before;
print scalar reverse $drawn;
`;
const tales: Readonly<Record<string, string>> = {
  owner: '"/data belongs to user $ENV{ID}"',
  stepper: '"I am user $ENV{ID}"',
  pinger: '"web answers"',
  shaper: '"eth0 takes packets of $ENV{MTU} bytes"',
};

export default defineLab({
  title: 'Five services, each with what it needs',
  level: 'fix',
  minutes: 20,
  after: ['capabilities/drop-all'],
  images: ['debian:trixie-slim'],
  grants: [
    {
      service: 'shaper',
      key: 'cap_add',
      value: 'NET_ADMIN',
      words: 'shaper may configure its own network',
    },
    {
      service: 'pinger',
      key: 'sysctls',
      value: 'net.ipv4.ping_group_range',
      words: 'pinger may say which groups may ping on its network without a capability',
    },
    {
      service: '*',
      key: 'networks.driver_opts',
      value: 'com.docker.network.driver.mtu',
      words: 'a network of the project may have another packet size',
    },
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'It has one line for each capability. If you cannot name the system call that asks for one, try without it.',
  },
  vars: { word: vary.word(), id: vary.uid(), mtu: vary.number(1280, 1480) },
  guards: {
    'web-works': http(web, 8080, '/{{nonce}}')
      .says('{{word}}: serving {{nonce_reversed}}')
      .titled('web: serves')
      .why('Its program makes no call that needs a capability, so it has to work without any.')
      .readMore('/capabilities/#five-sets'),
    'owner-works': http(owner, 8080, '/{{nonce}}')
      .says('{{word}}: /data belongs to user {{id}} {{nonce_reversed}}')
      .titled('owner: /data belongs to your user')
      .why('chown(2) asks for CAP_CHOWN to give a file to another user.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'owner-owns': tells(owner, '(stat "/data")[4]')
      .prints('{{id}} {{nonce_reversed}}')
      .titled('owner: the kernel says so too')
      .why('A service can print what is not true, so the kernel is asked as well.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'stepper-works': http(stepper, 8080, '/{{nonce}}')
      .says('{{word}}: I am user {{id}} {{nonce_reversed}}')
      .titled('stepper: runs as your user')
      .why('Becoming another user takes three system calls, and they ask for two capabilities.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'stepper-stepped': stepper
      .everyProcess(user.is('{{id}}'))
      .why('A service can print what is not true, so the kernel is asked as well.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'pinger-works': http(pinger, 8080, '/{{nonce}}')
      .says('{{word}}: web answers {{nonce_reversed}}')
      .titled('pinger: has an answer from web')
      .why('A raw socket can send any packet, so socket(2) asks for CAP_NET_RAW.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'pinger-pinged': program(pinger, ['perl', '-e', pingAndCount, '{{nonce}}'])
      .prints('{{nonce_reversed}}')
      .titled('pinger: the kernel says so too')
      .why('A service can print what is not true. The kernel counts the answers to pings in each network.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'shaper-works': http(shaper, 8080, '/{{nonce}}')
      .says('{{word}}: eth0 takes packets of {{mtu}} bytes {{nonce_reversed}}')
      .titled('shaper: its interface has your packet size')
      .why('Changing an interface needs CAP_NET_ADMIN in the user namespace that owns the network namespace.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    'shaper-shaped': tells(shaper, 'do { open my $f, "<", "/sys/class/net/eth0/mtu"; <$f> + 0 }')
      .prints('{{mtu}} {{nonce_reversed}}')
      .titled('shaper: the kernel says so too')
      .why('A service can print what is not true, so the kernel is asked as well.')
      .readMore('/capabilities/#each-only-what-it-needs'),
  },
  tasks: {
    nothing: {
      title: 'One that needs no capability',
      checks: ['web'],
      hints: [
        'Read jobs/web.pl and jobs/Job.pm: the program listens on port 8080 and answers, and nothing more.',
        'Compose has a key that takes capabilities away, and one word for all of them.',
        '`cap_drop: [ALL]` under `web`.',
      ],
    },
    ids: {
      title: 'Two that deal with users',
      checks: ['owner', 'stepper'],
      hints: [
        'Drop everything, press Run, and ask the service what failed: `docker compose logs owner`, then stepper.',
        'Each message names a system call. capabilities(7) lists, for each capability, the calls that ask for it.',
        'owner: `cap_drop: [ALL]` and `cap_add: [CHOWN]`. stepper: `cap_drop: [ALL]` and `cap_add: [SETGID, SETUID]`, or `user:` with the number in `ID` and no `cap_add`.',
      ],
    },
    network: {
      title: 'Two that deal with the network',
      checks: ['pinger', 'shaper'],
      questions: ['fifteen'],
      hints: [
        'shaper has one capability by name, and Docker’s fourteen beside it. The one that pinger needs is among the fourteen.',
        'Drop everything and read `docker compose logs pinger shaper`. pinger can also do without: icmp(7) describes a second kind of socket for ping.',
        '`cap_drop: [ALL]` in both. pinger: `cap_add: [NET_RAW]`, or no capability and `SOCKET: dgram`. shaper: keep `cap_add: [NET_ADMIN]`. Or give the network that packet size; then shaper needs no capability.',
      ],
    },
  },
  checks: {
    web: web
      .everyProcess(caps.bounding.none())
      .why(
        'It makes no call that asks for a capability. Any that it holds would be of use only to an intruder.',
      )
      .readMore('/capabilities/#each-only-what-it-needs'),
    owner: owner
      .everyProcess(caps.bounding.within('CHOWN'))
      .why('An intruder in this service has each capability that you leave it.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    stepper: stepper
      .everyProcess(caps.bounding.within('SETGID', 'SETUID'))
      .why(
        'Its effective set is empty once it has become another user. Its bounding set still lists what a later program could be given.',
      )
      .readMore('/capabilities/#each-only-what-it-needs'),
    pinger: pinger
      .everyProcess(caps.bounding.within('NET_RAW'))
      .why('Of its calls only the one for a raw socket asks for a capability, and that is CAP_NET_RAW.')
      .readMore('/capabilities/#each-only-what-it-needs'),
    shaper: shaper
      .everyProcess(caps.bounding.within('NET_ADMIN'))
      .points(2)
      .why('cap_add adds to Docker’s fourteen and takes none of them away.')
      .readMore('/capabilities/#dockers-fourteen'),
  },
  questions: {
    fifteen: ask.number(
      'How many capabilities did the bounding set of shaper have at the start?',
      shaper.at('start').capabilityCount('bounding'),
      {
        because: 'cap_add names one, and Docker’s fourteen stay beside it. Only cap_drop takes them away.',
      },
    ),
  },
  states: {
    solution: {
      edits: [
        none(web),
        ...only(owner, 'CHOWN'),
        ...only(stepper, 'SETGID', 'SETUID'),
        ...only(pinger, 'NET_RAW'),
        none(shaper),
      ],
    },
    accepts: {
      'without-any-where-it-can-be': {
        edits: [
          ...[web, owner, stepper, pinger, shaper].map(none),
          set(owner, 'tmpfs', ['/data:uid={{id}}']),
          set(stepper, 'user', '{{id}}'),
          set(pinger, 'environment.SOCKET', 'dgram'),
        ],
      },
      'as-the-owner-itself': {
        from: 'solution',
        edits: [
          compose.unset('services.owner.cap_add'),
          set(owner, 'tmpfs', ['/data:uid={{id}}']),
          set(owner, 'user', '{{id}}:{{id}}'),
        ],
      },
      // The network has the packet size already, so shaper changes nothing and needs no capability.
      'packet-size-by-the-network': {
        from: 'solution',
        edits: [
          compose.unset('services.shaper.cap_add'),
          compose.set(['networks', 'default', 'driver_opts', 'com.docker.network.driver.mtu'], '{{mtu}}'),
        ],
      },
    },
    mistakes: {
      'one-list-for-all': {
        edits: [
          ...[web, owner, stepper, pinger].flatMap((each) =>
            only(each, 'CHOWN', 'SETGID', 'SETUID', 'NET_RAW'),
          ),
          none(shaper),
        ],
        fails: {
          web: 'bounding holds CHOWN',
          owner: 'bounding holds SETGID, SETUID and NET_RAW',
          stepper: 'bounding holds CHOWN and NET_RAW',
          pinger: 'bounding holds CHOWN, SETGID and SETUID',
        },
      },
      'none-for-all': {
        edits: [...services.map(none), compose.unset('services.shaper.cap_add')],
        fails: {
          'owner-works': 'chown /data: Operation not permitted',
          'owner-owns': 'expected exit status 0 and',
          'stepper-works': 'setgroups: Operation not permitted',
          'stepper-stepped': 'uid 0 (root)',
          'pinger-works': 'socket (raw): Operation not permitted',
          'pinger-pinged': 'no ping was answered',
          'shaper-works': 'setting the MTU of eth0: Operation not permitted',
          'shaper-shaped': 'expected exit status 0 and',
        },
      },
      'group-forgotten': {
        from: 'solution',
        edits: [set(stepper, 'cap_add', ['SETUID'])],
        fails: {
          'stepper-works': 'setgroups: Operation not permitted',
          'stepper-stepped': 'uid 0 (root)',
        },
      },
      // Each tells what is asked of it, and has done nothing.
      'told-not-done': {
        from: 'solution',
        edits: ['owner', 'stepper', 'pinger', 'shaper'].map((name) =>
          edit(`jobs/${name}.pl`).replace('job(sub {', `job(sub { return ${tales[name]};`),
        ),
        fails: {
          'owner-owns': 'expected exit status 0 and',
          'stepper-stepped': 'uid 0 (root)',
          'pinger-pinged': 'no ping was answered',
          'shaper-shaped': 'expected exit status 0 and',
        },
      },
      'fourteen-and-one': {
        from: 'solution',
        edits: [compose.unset('services.shaper.cap_drop')],
        fails: { shaper: 'bounding holds CHOWN' },
      },
    },
  },
});
