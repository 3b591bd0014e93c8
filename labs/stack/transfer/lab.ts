import {
  apart,
  ask,
  calls,
  caps,
  custom,
  defineLab,
  edit,
  env,
  files,
  image,
  life,
  limits,
  logs,
  mebibytes,
  megabytes,
  networks,
  noNewPrivs,
  ports,
  program,
  reach,
  service,
  tried,
  user,
  vary,
} from '../../../src/lab/authoring.ts';
import { asksWhoHangs } from '../ask-the-stack.ts';
import { buys, tellsWhoHasIt } from './ask-the-shop.ts';
import { tellHostMounts } from './mounts-of-the-host.ts';

const [shop, stock, mail] = [service('shop'), service('stock'), service('mail')] as const;
const compose = edit('compose.yaml');
const shopFile = edit('shop/Dockerfile');
const set = (key: string, value: Parameters<typeof compose.set>[1]) => compose.set(`services.${key}`, value);

const notPassedOn = (of: typeof shop) =>
  program(of, ['perl', '-e', tellsWhoHasIt, of.name, '{{token}}'], { in: 'workbench' })
    .lacks('has it')
    .titled(`${of.name}: the token is in no command, and in no environment of a process`)
    .points(2)
    .why(
      'A shell that makes a variable of a secret passes it on to all that it starts, and a command is read by every process of the container and by docker inspect.',
    )
    .readMore('/stack/#a-password-as-a-file');

/** For HEALTHCHECK of a Dockerfile, which replaces no variables in it. */
const asksItself = JSON.stringify([
  'perl',
  '-MIO::Socket::INET',
  '-e',
  String.raw`my $c = IO::Socket::INET->new('127.0.0.1:8080') or die; print $c qq(GET /health HTTP/1.0\r\n\r\n); <$c> =~ / 200 / or die`,
]);

const works = (of: typeof shop, title: string) =>
  program(of, ['perl', '-e', buys, '{{nonce}}', '29280', of.name, '{{token}}'], {
    in: 'workbench',
    withinMs: 30_000,
  })
    .prints('{{nonce_reversed}}')
    .titled(`${of.name}: ${title}`)
    .why('A stack that does not work any more is not hardened. The other checks of this service wait.')
    .readMore('/stack/#another-stack');

export default defineLab({
  title: 'Another stack',
  level: 'open',
  minutes: 60,
  after: ['stack/assemble'],
  images: ['debian:trixie-slim'],
  grants: [
    {
      service: 'shop',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'shop runs without a filter at first',
    },
    { service: 'stock', key: 'pid', value: 'host', words: 'stock sees all processes of the host at first' },
    { service: 'mail', key: 'cap_add', value: 'NET_ADMIN', words: 'mail may configure its network at first' },
    { service: 'mail', key: 'volumes', value: '/etc', words: 'mail has /etc of the host at first' },
    ...['shop', 'stock'].map((name) => ({
      service: name,
      key: 'ports' as const,
      value: '0.0.0.0',
      words: `${name} may answer on every address of the machine, as it does at first`,
    })),
  ],
  takeaway: { file: 'compose.yaml', why: 'A stack that you hardened from outcomes alone.' },
  vars: { token: vary.word(), size: vary.number(48, 96), id: vary.uid() },
  guards: {
    sells: works(shop, 'sells, behind port 29280'),
    takes: works(stock, 'has what the shop sold'),
    sends: works(mail, 'has sent the receipt'),
  },
  tasks: {
    shop: {
      title: 'The shop',
      readMore: '/stack/#another-stack',
      checks: [
        'shop-user',
        'shop-caps',
        'shop-sealed',
        'shop-filter',
        'shop-root',
        'shop-mounts',
        'shop-memory',
        'shop-pids',
        'shop-env',
        'shop-environ',
        'shop-token',
        'shop-setuid',
        'shop-port',
        'shop-well',
        'shop-asks',
      ],
      hints: [
        'Each outcome is one line of a compose file or a Dockerfile, and each was in a chapter. Begin with those of the service, and leave the token for the end.',
        'The token must be in no layer and no history: not as `ARG`, not as `ENV`, not as a file that is deleted later. The program reads `TOKEN_FILE`.',
        '`user: "{{id}}"`, `cap_drop`, `security_opt`, `read_only`, `tmpfs`, `mem_limit: {{size}}m`, `pids_limit: 40`, `secrets`, `ports` on 127.0.0.1, a `healthcheck` by perl; no `args`, `ARG`, `ENV`, and no set-user-ID bits: `find / -xdev -perm /6000 -type f -exec chmod ug-s {} +`.',
      ],
    },
    stock: {
      title: 'The stock',
      readMore: '/stack/#another-stack',
      checks: [
        'stock-user',
        'stock-caps',
        'stock-pids',
        'stock-own',
        'stock-inside',
        'stock-mounts',
        'stock-back',
      ],
      questions: ['pid-namespace'],
      hints: [
        'The stock writes one file. Whose folder is that?',
        'A new named volume takes the owner of the folder that the image has at its place. One that exists keeps its owner.',
        'stock: no `pid`, no `ports`; `user: "10002:10002"`, `cap_drop: [ALL]`, `read_only: true`, `restart: unless-stopped`, and an internal network with the shop alone. In its Dockerfile `RUN mkdir /data && chown 10002:10002 /data`; before, `docker compose exec stock chown -R 10002:10002 /data`, or `docker compose down -v`.',
      ],
    },
    mail: {
      title: 'The mail',
      readMore: '/stack/#another-stack',
      checks: [
        'mail-user',
        'mail-caps',
        'mail-root',
        'no-host',
        'mail-env',
        'mail-environ',
        'mail-apart',
        'mail-shut',
        'mail-log',
      ],
      hints: [
        'Mail knows a token and nobody else’s business. Whom does it have to meet?',
        'Two internal networks: one for shop and stock, one for shop and mail. The shop has a third, by which it is reached.',
        'mail: no `cap_add`, no `/etc`, no `TOKEN`; `user`, `cap_drop`, `read_only`, `secrets` with `TOKEN_FILE`, `logging: {driver: local}`, and a network on which the stock is not.',
      ],
    },
  },
  checks: {
    'shop-user': shop
      .everyProcess(user.is('{{id}}'))
      .points(4)
      .why('A user of its own keeps a service from the files of all others.'),
    'shop-caps': shop
      .everyProcess(caps.bounding.none())
      .points(4)
      .why('What is not in the bounding set cannot be gained by any program in the container.'),
    'shop-sealed': shop
      .everyProcess(noNewPrivs.set())
      .points(4)
      .why('A set-user-ID program is of no use to a process with no_new_privs.'),
    'shop-filter': shop
      .everyProcess(calls.asStrictAs('default'))
      .orDeclared()
      .points(4)
      .why('Without a filter every system call of the kernel is open to whoever takes over the shop.'),
    'shop-root': shop
      .container(files.rootReadOnly())
      .points(4)
      .why('What cannot be written in the container cannot be left there either.'),
    'shop-mounts': shop
      .container(files.writableWithin('/', '/tmp', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'))
      .points(4)
      .titled('shop: can write to no mount but /tmp')
      .why('A writable mount is where a file outlives the container.'),
    'shop-memory': shop
      .container(limits.memoryAtMost(mebibytes('{{size}}')))
      .points(4)
      .why('Memory that one service takes is missing to all others of the machine.'),
    'shop-pids': shop
      .container(limits.pidsAtMost(40))
      .points(4)
      .why('Process ids are the host’s, until a container has a limit of its own.'),
    'shop-env': shop
      .container(env.without('{{token}}'))
      .points(4)
      .why('An environment goes to every child, to docker inspect, and into many reports of crashes.'),
    'shop-environ': notPassedOn(shop),
    'shop-token': shop
      .image(image.nowhere('{{token}}'))
      .points(4)
      .why('Whoever may pull the image has what is in its layers and its history.'),
    'shop-setuid': shop
      .image(image.noSetuid())
      .points(4)
      .why('A set-user-ID program runs with its owner’s powers, whoever starts it.'),
    'shop-port': shop
      .container(ports.loopbackOnly())
      .points(4)
      .why('A port without an address is open on every address of the machine.'),
    'shop-well': shop
      .container(life.healthy())
      .points(2)
      .why('Without a health check a shop that hangs counts as one that is open.'),
    'shop-asks': program(shop, ['perl', '-e', asksWhoHangs, shop.name], {
      in: 'workbench',
      withinMs: 45_000,
    })
      .matches(/^fails$/)
      .points(2)
      .titled('shop: its health check fails where the shop does not serve')
      .why('A program that ends with 0 whatever happens calls a shop well that hangs.'),
    'stock-user': stock
      .everyProcess(user.notRoot())
      .points(4)
      .why('Unless the engine makes a user namespace, root in the container is root of the host.'),
    'stock-caps': stock
      .everyProcess(caps.bounding.none())
      .points(3)
      .why('What is not in the bounding set cannot be gained by any program in the container.'),
    'stock-pids': stock
      .container(apart('pid').from('host'))
      .points(4)
      .why('Who sees the processes of the host may signal those of its user, and read their command lines.'),
    'stock-own': stock
      .container(apart('pid').from(mail))
      .points(1)
      .why('A namespace that another service has too is as open to it as that of the host.'),
    'stock-inside': stock
      .container(networks.internal())
      .points(4)
      .why('A store has nobody to call. One that can may send out what it keeps.'),
    'stock-mounts': stock
      .container(files.writableWithin('/data', '/tmp'))
      .points(3)
      .titled('stock: can write to /data alone, and to /tmp')
      .why('The stock writes one file, so one folder is enough.'),
    'stock-back': stock
      .container(life.restarts('unless-stopped', 'always', 'on-failure'))
      .points(2)
      .why('Without the stock there is nothing to sell, until somebody looks.'),
    'mail-user': mail
      .everyProcess(user.notRoot())
      .points(3)
      .why('Unless the engine makes a user namespace, root in the container is root of the host.'),
    'mail-caps': mail
      .everyProcess(caps.bounding.none())
      .points(3)
      .why('With NET_ADMIN an intruder changes routes and addresses of the container.'),
    'mail-root': mail
      .container(files.rootReadOnly())
      .points(2)
      .why('What cannot be written in the container cannot be left there either.'),
    'no-host': custom('no-host', tellHostMounts)
      .points(3)
      .titled('shop, stock and mail: have no folder of the host')
      .why('A mount is past all namespaces: what lies there is the host’s.'),
    'mail-env': mail
      .container(env.without('{{token}}'))
      .points(3)
      .why('An environment goes to every child, to docker inspect, and into many reports of crashes.'),
    'mail-environ': notPassedOn(mail),
    'mail-apart': mail
      .container(networks.apartFrom(stock))
      .points(4)
      .why('Two services that never talk need no way to one another.'),
    'mail-shut': tried(reach(mail, stock, 7000).isShut())
      .points(3)
      .why('Whoever takes over the mail would take what is in the stock.'),
    'mail-log': mail
      .container(logs.atMost(megabytes(100)))
      .points(2)
      .why('What strangers make a service print fills the disk of the host.'),
  },
  questions: {
    'pid-namespace': ask.number(
      'In which pid namespace is the stock at first? Write the number that `readlink /proc/self/ns/pid` prints in stock as it begins.',
      stock.now.hostNamespace('pid'),
      { because: 'It is that of the first process of the host. A container of its own has another number.' },
    ),
  },
  states: {
    solution: { overlay: 'solution' },
    accepts: {
      'said-otherwise': {
        from: 'solution',
        edits: [
          compose.unset('services.shop.mem_limit'),
          compose.unset('services.shop.pids_limit'),
          set('shop.deploy.resources.limits', { memory: '{{size}}M', pids: 30 }),
          compose.unset('services.shop.tmpfs'),
          set(
            'shop.healthcheck.test',
            'bash -c "exec 3<>/dev/tcp/127.0.0.1/8080; echo GET /health HTTP/1.0 >&3; echo >&3; grep -q \' 200 \' <&3"',
          ),
          // What serves is not the first process.
          set('shop.init', true),
          set('shop.command', ['sh', '-c', 'perl /srv/server.pl; true']),
          set('stock.restart', 'on-failure'),
          set('mail.logging', { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '2' } }),
        ],
      },
      // Users and the health check come with the images, and the token is a file that is mounted.
      'in-the-dockerfiles': {
        from: 'solution',
        edits: [
          ...['shop', 'stock', 'mail'].map((name) => compose.unset(`services.${name}.user`)),
          compose.unset('services.shop.healthcheck'),
          shopFile.insertAfter(
            'COPY server.pl /srv/',
            `USER {{id}}:{{id}}\nHEALTHCHECK --interval=2s CMD ${asksItself}`,
          ),
          edit('stock/Dockerfile').insertAfter('COPY server.pl /srv/', 'USER 10002:10002'),
          edit('mail/Dockerfile').insertAfter('COPY server.pl /srv/', 'USER 10003:10003'),
          compose.unset('secrets'),
          ...['shop', 'mail'].flatMap((name) => [
            compose.unset(`services.${name}.secrets`),
            set(`${name}.volumes`, ['./secrets/token:/run/secrets/token:ro']),
          ]),
        ],
      },
    },
    mistakes: {
      // The token and the networks are right, and the rest is as it was.
      'token-and-networks-alone': {
        from: 'solution',
        edits: [
          ...['shop', 'stock', 'mail'].map((name) => compose.unset(`services.${name}.<<`)),
          shopFile.replace('RUN find / -xdev -perm /6000 -type f -exec chmod ug-s {} +\n', ''),
          compose.unset('services.shop.mem_limit'),
          compose.unset('services.shop.pids_limit'),
          compose.unset('services.shop.healthcheck'),
          set('shop.ports', ['29280:8080']),
          set('stock.pid', 'host'),
          set('mail.user', '0:0'),
          set('mail.logging', { driver: 'json-file' }),
        ],
        fails: {
          'shop-caps': 'bounding holds',
          'shop-sealed': 'no_new_privs is clear',
          'shop-root': 'root file system is writable',
          'shop-memory': 'has no memory limit',
          'shop-pids': 'has no pids limit',
          'shop-setuid': 'setuid',
          'shop-port': '0.0.0.0',
          'shop-well': 'without a health check',
          'shop-asks': 'shop has no health check',
          'stock-caps': 'bounding holds',
          'stock-pids': 'shares the pid namespace',
          'stock-mounts': 'can write to /',
          'stock-back': 'by the policy no',
          'mail-user': 'uid 0 (root)',
          'mail-caps': 'bounding holds',
          'mail-root': 'root file system is writable',
          'mail-log': 'logs without an end',
        },
      },
      // Out of the image, and into the environment of both that need it.
      'token-in-the-environment': {
        from: 'solution',
        edits: ['shop', 'mail'].map((name) => set(`${name}.environment`, { TOKEN: '{{token}}' })),
        fails: {
          'shop-env': 'as TOKEN',
          'shop-environ': '/proc/',
          'mail-env': 'as TOKEN',
          'mail-environ': '/proc/',
        },
      },
      'one-network': {
        from: 'solution',
        edits: [set('mail.networks', ['goods', 'receipts'])],
        fails: { 'mail-apart': 'shares the network goods', 'mail-shut': 'arrived' },
      },
      // A file that is deleted later stands in the layer before.
      'token-deleted-later': {
        from: 'solution',
        edits: [
          shopFile.insertAfter('FROM debian:trixie-slim', 'RUN echo {{token}} >/srv/key\nRUN rm /srv/key'),
        ],
        fails: { 'shop-token': 'layer' },
      },
      'root-for-the-volume': {
        from: 'solution',
        edits: [
          set('stock.user', '0:0'),
          edit('stock/Dockerfile').replace('RUN mkdir /data && chown 10002:10002 /data', 'RUN mkdir /data'),
        ],
        fails: { 'stock-user': 'uid 0 (root)' },
      },
      'no-filter': {
        from: 'solution',
        edits: [set('shop.security_opt', ['no-new-privileges:true', 'seccomp=unconfined'])],
        fails: { 'shop-filter': 'lets' },
      },
      'host-elsewhere': {
        from: 'solution',
        edits: [set('mail.volumes', ['/etc:/srv/host:ro'])],
        fails: { 'no-host': 'mail has /etc at /srv/host' },
      },
      'another-user': {
        from: 'solution',
        edits: [set('shop.user', '10009')],
        fails: { 'shop-user': '10009' },
      },
      'a-folder-to-write': {
        from: 'solution',
        edits: [set('shop.tmpfs', ['/tmp', '/srv/more']), set('stock.tmpfs', ['/srv/more'])],
        fails: { 'shop-mounts': '/srv/more', 'stock-mounts': '/srv/more' },
      },
      'health-that-asks-nobody': {
        from: 'solution',
        edits: [set('shop.healthcheck.test', ['CMD', 'true'])],
        fails: { 'shop-asks': 'ends with 0' },
      },
      // That there is a process says nothing of its work.
      'health-of-a-process': {
        from: 'solution',
        edits: [set('shop.healthcheck.test', ['CMD', 'grep', '-q', 'server.pl', '/proc/1/cmdline'])],
        fails: { 'shop-asks': 'ends with 0 where shop hangs' },
      },
      // Out of what is declared, and into what is inherited; or into a command, which makes a file of it.
      'token-in-a-variable': {
        from: 'solution',
        edits: [
          ...['shop', 'mail'].map((name) => compose.unset(`services.${name}.environment.TOKEN_FILE`)),
          set('shop.command', ['sh', '-c', 'TOKEN="$$(cat /run/secrets/token)" exec perl /srv/server.pl']),
          set('mail.command', [
            'sh',
            '-c',
            'echo {{token}} >/dev/shm/t; TOKEN_FILE=/dev/shm/t exec perl /srv/server.pl',
          ]),
        ],
        fails: {
          'shop-environ': '/proc/1/environ has it',
          'mail-environ': 'docker inspect has it under Cmd',
        },
      },
      // The shop of the check is hardened, and another one sells.
      'sold-by-another': {
        from: 'solution',
        edits: [
          compose.unset('services.shop.ports'),
          set('front', {
            build: 'shop',
            environment: { TOKEN_FILE: '/run/secrets/token' },
            secrets: ['token'],
            networks: ['door', 'receipts', 'goods'],
            ports: ['127.0.0.1:29280:8080'],
          }),
        ],
        fails: { sells: 'front runs too', takes: 'front runs too', sends: 'front runs too' },
      },
      // Where nobody is asked for a token, it has to be kept nowhere.
      'mail-for-everybody': {
        from: 'solution',
        edits: [
          edit('mail/server.pl').replace('my $known = 0;', 'my $known = 1;'),
          edit('mail/server.pl').replace('die "there is no token\\n" if $token eq \'\';\n', ''),
          ...['shop', 'mail'].flatMap((name) => [
            compose.unset(`services.${name}.secrets`),
            compose.unset(`services.${name}.environment`),
          ]),
        ],
        fails: { sends: 'for whoever asks' },
      },
      'processes-of-the-mail': {
        from: 'solution',
        edits: [set('stock.pid', 'service:mail')],
        fails: { 'stock-own': 'shares the pid namespace with mail' },
      },
      'published-stock': {
        from: 'solution',
        edits: [set('stock.networks', ['goods', 'door'])],
        fails: { 'stock-inside': 'is on door, which leads out' },
      },
    },
  },
});
