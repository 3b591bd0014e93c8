import {
  ask,
  defineLab,
  edit,
  life,
  limits,
  mebibytes,
  networks,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { keeps, says, shows } from '../ask-the-stack.ts';
import { adminPort, armed, attack, botPort } from './attacks.ts';
import { type Attack, allLines, editsOf, type Line } from './lines.ts';

const [bot, db, admin, proxy] = [service('bot'), service('db'), service('admin'), service('proxy')] as const;
const compose = edit('compose.yaml');
const intruder = edit('app/vendor/github.com/lib/pq/intruder.go');

const asked = (of: typeof bot, script: string, ...more: string[]) =>
  program(of, ['perl', '-e', script, '{{nonce}}', ...more], { in: 'workbench', withinMs: 45_000 })
    .prints('{{nonce_reversed}}')
    .readMore('/stack/#an-intruder-in-the-bot');
/** Of the file as it is given: without one of its orders, that attack would seem to be stopped. */
const intruderDigest = '8d3536eff3c5a2a2b9eb82839e4dbee93362257f8d971ff87fd794fd36109296';
const untouched = String.raw`
my ($digest) = @ARGV;
my ($found) = qx(sha256sum app/vendor/github.com/lib/pq/intruder.go) =~ /^(\w+)/;
print(($found // '') eq $digest ? "as given\n" : "changed\n");
`;
/** The secret attack is told the password, so that it is found under any name. */
const attacked = (of: typeof bot, name: Attack) =>
  program(of, ['perl', '-e', attack, name, ...(name === 'secret' ? ['{{password}}'] : [])], {
    in: 'workbench',
    withinMs: 60_000,
  });
const stopped = (of: typeof bot, name: Attack) => attacked(of, name).matches(new RegExp(`^${name} fails: `));
const without = (...left: Line[]) => allLines.filter((line) => !left.includes(line));
const ports = ['db', 'proxy'].map((name) => ({
  service: name,
  key: 'ports' as const,
  value: '0.0.0.0',
  words: `${name} may answer on every address of the machine, as it does at first`,
}));

export default defineLab({
  title: 'Five attacks',
  level: 'break',
  minutes: 35,
  seat: 'nested',
  after: ['stack/assemble'],
  needs: { runtimes: ['runsc'] },
  images: ['golang:1.24-trixie', 'gcr.io/distroless/static-debian13:nonroot', 'postgres:17'],
  shared: [{ from: 'thread/app', to: 'app' }],
  grants: [
    {
      service: 'bot',
      key: 'volumes',
      value: '/var/run/docker.sock',
      words: 'bot has the socket of the Engine in your seat, which makes it root of the seat',
    },
    { service: 'db', key: 'runtime', value: 'runsc', words: 'db may be run by runsc' },
    ...ports,
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'The lines that stopped five attacks, each of which you have seen succeed without it.',
  },
  vars: { password: vary.word() },
  guards: {
    says: asked(bot, says, botPort)
      .titled('bot: keeps what it is told')
      .why('A stack that does not work any more is not hardened. The attacks wait.'),
    armed: asked(bot, armed)
      .titled('bot: still has the intruder')
      .why('This lab asks what holds once somebody is in. To find and remove the code is chapter 8.'),
    orders: program(bot, ['perl', '-e', untouched, intruderDigest], { in: 'workbench' })
      .prints('as given')
      .titled('bot: its intruder still takes all orders')
      .why('An attack that the intruder has forgotten is stopped by no line of yours.')
      .readMore('/stack/#an-intruder-in-the-bot'),
    shows: asked(admin, shows, botPort, adminPort)
      .titled('admin: shows what the bot was told')
      .why('A stack that does not work any more is not hardened. The attacks wait.'),
    keeps: asked(db, keeps, botPort)
      .titled('db: has what the bot was told')
      .why('A database that nobody reaches, the bot among them, is of no use.'),
    door: proxy
      .container(networks.unshared())
      .titled('proxy: has a network of its own')
      .why('The attack on the database begins in the network of the proxy.')
      .readMore('/stack/#an-intruder-in-the-bot'),
  },
  tasks: {
    attack: {
      title: 'Attack',
      readMore: '/stack/#an-intruder-in-the-bot',
      questions: ['stolen', 'runs-as'],
      hints: [
        'Each attack is a word behind `perl attack.pl`. It prints what the intruder got.',
        '`perl attack.pl secret` prints the password behind the user in the URL.',
        '`for each in database secret page escape memory; do perl attack.pl $each; done`',
      ],
    },
    stop: {
      title: 'Stop all five',
      readMore: '/stack/#five-attacks',
      checks: ['database', 'secret', 'page', 'escape', 'bounded', 'memory', 'back'],
      hints: [
        'One attack needs one line, another needs two, and one is stopped by either of two. Change one thing, press Run, and attack again.',
        'The database has two wrong ways to it: a network and a port. A program can be written where root may write or where everybody may. The socket belongs to root.',
        'db without `ports`; networks that keep proxy and db apart; the password as a secret; `user: "65532:65532"` and `read_only: true` in bot, with `./config.toml:/config.toml:ro`; no socket; `mem_limit: 96m`.',
      ],
    },
  },
  checks: {
    database: stopped(db, 'database')
      .titled('db: is reached neither by the proxy nor from another machine')
      .points(2)
      .why('The proxy reads what strangers send, and another machine has no business here at all.'),
    secret: stopped(bot, 'secret')
      .titled('bot: has no password in its environment')
      .why('Programs that steal send home the environment first: no file has to be known by name.'),
    page: stopped(bot, 'page')
      .titled('bot: cannot be made to write a program and start it')
      .points(2)
      .why('A program of the intruder’s own stays when the hole through which it came is closed.'),
    escape: stopped(bot, 'escape')
      .titled('bot: cannot ask the Engine for a container')
      .points(2)
      .why('Whoever may ask the Engine may have any folder of the host in a container.'),
    bounded: bot
      .container(limits.memoryAtMost(mebibytes(120)))
      .why('The kernel ends what exceeds its limit, whatever the rest of the machine has left.')
      .readMore('/stack/#how-much'),
    memory: stopped(bot, 'memory')
      .titled('bot: cannot take 256 MiB of memory')
      .why('Memory that one service takes is missing to all others of the machine.'),
    back: bot
      .container(life.restarts('unless-stopped', 'always', 'on-failure'))
      .titled('bot: comes back after it was ended at its limit')
      .why('A limit without a policy for restarts lets one message end the bot for good.')
      .readMore('/stack/#how-much'),
  },
  questions: {
    stolen: ask.text(
      'Which password does the intruder find in the soft stack?',
      attacked(bot, 'secret').quantity('password', 'start'),
      { because: 'It is that of the superuser of the database, in the environment of three containers.' },
    ),
    'runs-as': ask.number(
      'As which user id does the intruder’s page answer at first?',
      bot.at('start').uid(),
      {
        because: 'The intruder’s code runs in the bot, with all that the bot may do and nothing more.',
      },
    ),
  },
  states: {
    solution: { edits: editsOf(allLines) },
    accepts: {
      // What none of the five attacks needs to be stopped.
      'the-fewest': { edits: editsOf(['user', 'read-only', 'secrets', 'networks', 'loopback', 'memory']) },
      // The user is that of the image, and the limits are said under `deploy`.
      'said-otherwise': {
        from: 'solution',
        edits: [
          compose.unset('services.bot.user'),
          compose.unset('services.admin.user'),
          compose.unset('services.bot.mem_limit'),
          compose.unset('services.bot.pids_limit'),
          compose.set('services.bot.deploy.resources.limits', { memory: '100M', pids: 50 }),
          compose.set('services.bot.restart', 'always'),
        ],
      },
    },
    mistakes: {
      // A socket is not written to: mounted read-only it is connected to as before.
      'socket-read-only': {
        edits: [
          ...editsOf(without('socket', 'user')),
          compose.set('services.bot.volumes', [
            './config.toml:/config.toml:ro',
            '/var/run/docker.sock:/var/run/docker.sock:ro',
          ]),
        ],
        fails: { escape: 'a file of the host was read', page: '/dev/ has a program' },
      },
      'database-on-every-address': {
        from: 'solution',
        edits: [
          compose.set('services.db.ports', ['29182:5432']),
          compose.set('services.db.networks', ['store', 'ledger', 'lan']),
          compose.set('networks.lan', {}),
        ],
        fails: { database: 'whoever reaches this machine' },
      },
      'one-network': {
        edits: editsOf(without('networks')),
        fails: { database: 'the proxy is answered by' },
      },
      'root-in-a-sealed-container': {
        edits: editsOf(without('user')),
        fails: { page: '/dev/ has a program' },
      },
      'tmp-to-write': {
        from: 'solution',
        edits: [compose.set('services.bot.tmpfs', ['/tmp:exec'])],
        fails: { page: '/tmp/ has a program' },
      },
      'password-passed-on': {
        from: 'solution',
        edits: [compose.set('services.bot.environment.GREETER', 'a{{password}}')],
        fails: { secret: 'GREETER=a' },
      },
      'orders-forgotten': {
        from: 'solution',
        edits: [intruder.replace('case "page"', 'case "leaf"')],
        fails: { orders: 'changed' },
      },
      'much-memory': {
        from: 'solution',
        edits: [compose.set('services.bot.mem_limit', '1g')],
        fails: { memory: 'took 256 MiB', bounded: 'is limited to 1 GiB' },
      },
      // With a limit that holds, it would be ended by the first look, and not be there for a second one.
      'ended-for-good': {
        from: 'solution',
        edits: [compose.set('services.bot.restart', 'no'), compose.set('services.bot.mem_limit', '1g')],
        fails: { back: 'by the policy no', memory: 'took 256 MiB', bounded: 'is limited to 1 GiB' },
      },
    },
  },
});
