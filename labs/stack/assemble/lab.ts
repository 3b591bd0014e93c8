import {
  ask,
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
import { asksWhoHangs, brings, keeps, lists, owners, says, shows } from '../ask-the-stack.ts';
import { tellPasswords } from './passwords.ts';
import { built, tellEntries, tellOwners } from './programs-of-others.ts';

const [bot, db, admin, proxy, sea] = [
  service('bot'),
  service('db'),
  service('admin'),
  service('proxy'),
  service('sea'),
] as const;
const compose = edit('compose.yaml');
const botFile = edit('bot.Dockerfile');

const asked = (of: typeof bot, script: string, ...more: string[]) =>
  program(of, ['perl', '-e', script, '{{nonce}}', ...more], { in: 'workbench', withinMs: 30_000 });
const works = (of: typeof bot, script: string, title: string, ...more: string[]) =>
  asked(of, script, '29080', ...more)
    .prints('{{nonce_reversed}}')
    .titled(`${of.name}: ${title}`)
    .why('A stack that does not work any more is not hardened. The other checks of this service wait.')
    .readMore('/stack/#the-stack');
/** By the address that other services use: the socket and 127.0.0.1 let everybody in, as initdb leaves them. */
const asksForPassword = [
  'unset PGPASSWORD PGPASSFILE',
  'said=$(LC_ALL=C psql -w -h "$(hostname)" -U postgres -c "" 2>&1) && said="lets in without a password"',
  'case $said in *"no password supplied"*) echo asks ;; *) echo "$said"; exit 1 ;; esac',
].join('\n');
const owned = program(bot, ['perl', '-e', owners, ...built], { in: 'workbench' });
const set = (key: string, value: Parameters<typeof compose.set>[1]) => compose.set(`services.${key}`, value);
/** A database that exists keeps its password. */
const freshVolume = [compose.set('volumes.fresh', {}), set('db.volumes', ['fresh:/var/lib/postgresql/data'])];

export default defineLab({
  title: 'The stack, line by line',
  level: 'open',
  minutes: 45,
  after: ['base-images/distroless', 'runtimes/whose-kernel', 'capabilities/drop-all'],
  needs: { runtimes: ['runsc'] },
  images: [
    'golang:1.24-trixie',
    'alpine:3.22',
    'gcr.io/distroless/static-debian13:nonroot',
    'postgres:17',
    'debian:trixie-slim',
  ],
  shared: [{ from: 'thread/app', to: 'app' }],
  grants: [
    { service: 'db', key: 'runtime', value: 'runsc', words: 'db may be run by runsc' },
    ...['bot', 'db', 'admin', 'proxy'].map((name) => ({
      service: name,
      key: 'ports' as const,
      value: '0.0.0.0',
      words: `${name} may answer on every address of the machine, as the stack does at first`,
    })),
  ],
  takeaway: {
    file: 'compose.yaml',
    why: 'A stack of four services in which each line stops an attack that you can name.',
  },
  vars: { password: vary.word() },
  guards: {
    says: works(bot, says, 'keeps what it is told, behind port 29080'),
    shows: works(admin, shows, 'shows what the bot was told, behind port 29050', '29050'),
    keeps: works(db, keeps, 'has what the bot was told'),
    brings: works(proxy, brings, 'the bot still brings the report of sea'),
  },
  tasks: {
    programs: {
      title: 'Two Dockerfiles',
      readMore: '/stack/#two-dockerfiles',
      questions: ['runs-as', 'owned-by'],
      checks: ['bot-user', 'admin-user', 'others-program', 'entry', 'no-shell'],
      hints: [
        'Compare who makes a user with who uses it. Then look who may write the program, and where the path of ENTRYPOINT begins.',
        'Build in one stage; copy the program alone into `gcr.io/distroless/static-debian13:nonroot`, which has a user, into a folder that belongs to root.',
        'Both Dockerfiles end with `FROM gcr.io/distroless/static-debian13:nonroot`, `COPY --from=builder /thread/bot /usr/local/bin/bot` and `ENTRYPOINT ["/usr/local/bin/bot"]`; for admin, `admin` in place of `bot`.',
      ],
    },
    writing: {
      title: 'What may be written',
      readMore: '/stack/#what-may-be-written',
      checks: ['bot-root', 'bot-mounts', 'admin-root', 'admin-mounts'],
      hints: [
        'The root file system of a container and each of its mounts are writable by themselves.',
        '`read_only` is a key of the service; a mount has `:ro`.',
        '`read_only: true` in bot and admin, and `./config.toml:/config.toml:ro`.',
      ],
    },
    powers: {
      title: 'What each may do',
      readMore: '/stack/#what-each-service-may-do',
      checks: ['bot-caps', 'admin-caps', 'bot-sealed', 'admin-sealed', 'db-kernel'],
      hints: [
        'Chapter 3 has two of the lines, chapter 2 the third.',
        '`cap_drop`, `security_opt` and `runtime`.',
        '`cap_drop: [ALL]` and `security_opt: [no-new-privileges:true]` in bot and admin, `runtime: runsc` in db.',
      ],
    },
    secret: {
      title: 'The password',
      readMore: '/stack/#a-password-as-a-file',
      checks: ['bot-env', 'admin-env', 'db-env', 'passwords', 'bot-config', 'db-asks'],
      hints: [
        'All three services have the password in their environment. Each program can read it from a file instead.',
        'A file of the workspace becomes `/run/secrets/NAME` by two keys: `secrets` at the top level with `file`, and `secrets` in each service. `POSTGRES_PASSWORD_FILE`, `DATABASE_PASSWORD_FILE`, and in `config.toml` `[store]` with `password_file` name it.',
        'Put the password into `secrets/db_password`. Top level: `secrets: {db_password: {file: ./secrets/db_password}}`. In the three services `secrets: [db_password]`; db: `POSTGRES_PASSWORD_FILE: /run/secrets/db_password`; admin: `DATABASE_PASSWORD_FILE` with the same path; bot: `password_file = "/run/secrets/db_password"` below `[store]`. The URL is then `postgres://postgres@db/postgres?sslmode=disable`. A database that exists keeps its password.',
      ],
    },
    meeting: {
      title: 'Who meets whom',
      readMore: '/stack/#who-meets-whom',
      checks: [
        'bot-inside',
        'admin-inside',
        'db-inside',
        'bot-out',
        'db-apart',
        'admin-apart',
        'list',
        'bot-port',
        'db-port',
        'admin-port',
        'proxy-port',
      ],
      hints: [
        'Write down which pairs must meet: proxy and bot, proxy and admin, bot and db, admin and db, proxy and sea. A network for each pair keeps all others apart.',
        'A network with `internal: true` leads nowhere but to its members, and no port of them is published. The proxy passes requests in by PROXY_DOORS: publish its ports.',
        'Networks `front` (bot, proxy), `desk` (admin, proxy), `store` (bot, db), `ledger` (admin, db), all `internal: true`, and `out` (proxy, sea). In proxy: `PROXY_DOORS: 8080=bot:8080 5050=admin:5050`, and `ports` with `127.0.0.1:29080:8080` and `127.0.0.1:29050:5050`; no `ports` elsewhere.',
      ],
    },
    amounts: {
      title: 'How much',
      readMore: '/stack/#how-much',
      checks: ['bot-memory', 'bot-pids', 'db-memory', 'bot-log', 'db-log', 'back', 'well', 'well-asks'],
      hints: [
        'Two limits, one bound for logs, a policy for restarts, and a program that asks the bot how it is.',
        '`mem_limit`, `pids_limit`, `logging.options`, `restart`, `healthcheck`. The image has no shell; `bot --config /config.toml health` asks.',
        'bot: `mem_limit: 64m`, `pids_limit: 64`; db: `mem_limit: 512m`; both: `logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}`; db: `restart: unless-stopped`; bot: `healthcheck: {test: ["CMD", "/usr/local/bin/bot", "--config", "/config.toml", "health"], interval: 5s}`.',
      ],
    },
  },
  checks: {
    'bot-user': bot
      .everyProcess(user.notRoot())
      .why(
        'Unless the engine makes a user namespace, root in the container is root of the host for every file that is mounted.',
      ),
    'admin-user': admin
      .everyProcess(user.notRoot())
      .why('The admin page asks nobody who they are; whoever takes it over has its user.'),
    'others-program': custom(
      'others-program',
      (observation) => tellOwners(observation, owned.probe.id),
      owned,
    )
      .points(2)
      .titled('bot and admin: run programs that are not theirs')
      .why(
        'Who owns a program may write it, and what an intruder writes there is started again with the container.',
      ),
    entry: custom('entry', tellEntries)
      .titled('bot and admin: start from any working directory')
      .why('A relative path is right while nobody sets WORKDIR or working_dir.'),
    'no-shell': bot
      .image(image.noShell())
      .why('A command that is smuggled into a program mostly wants a shell to run it.'),
    'bot-root': bot
      .container(files.rootReadOnly())
      .why('What cannot be written in the container cannot be left there either.'),
    'bot-mounts': bot
      .container(files.writableWithin('/', '/tmp', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'))
      .titled('bot: can write to no mount but /tmp')
      .why(
        'A command to the bot writes its configuration, which is a file of the host and outlives the container.',
      ),
    'admin-root': admin
      .container(files.rootReadOnly())
      .why('What cannot be written in the container cannot be left there either.'),
    'admin-mounts': admin
      .container(files.writableWithin('/', '/tmp', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'))
      .titled('admin: can write to no mount but /tmp')
      .why('The admin page keeps all that it has in the database.'),
    'bot-caps': bot
      .everyProcess(caps.bounding.none())
      .why('What is not in the bounding set cannot be gained by any program in the container.'),
    'admin-caps': admin
      .everyProcess(caps.bounding.none())
      .why('What is not in the bounding set cannot be gained by any program in the container.'),
    'bot-sealed': bot
      .everyProcess(noNewPrivs.set())
      .why('Without it a set-user-ID program that somebody brings along makes root of whoever starts it.'),
    'admin-sealed': admin
      .everyProcess(noNewPrivs.set())
      .why('Without it a set-user-ID program that somebody brings along makes root of whoever starts it.'),
    'db-kernel': db
      .container(life.runtime('runsc'))
      .points(2)
      .why(
        'A fault of the kernel that the database can reach is then one of the Sentry, and not of the host.',
      ),
    'bot-env': bot
      .container(env.without('{{password}}'))
      .why('An environment goes to every child, to docker inspect, and into many reports of crashes.'),
    'admin-env': admin
      .container(env.without('{{password}}'))
      .why('An environment goes to every child, to docker inspect, and into many reports of crashes.'),
    'db-env': db
      .container(env.without('{{password}}'))
      .why('An environment goes to every child, to docker inspect, and into many reports of crashes.'),
    passwords: custom('passwords', tellPasswords)
      .titled('bot, admin and db: have no other password in their environment either')
      .why('A password that was changed is read in the environment as the first one was.'),
    'bot-config': program(
      bot,
      ['sh', '-c', 'if grep -Eq "://[^/:@]*:[^/@]+@" config.toml; then echo has one; else echo has none; fi'],
      { in: 'workbench' },
    )
      .prints('has none')
      .titled('config.toml: has no password')
      .why('The configuration is kept, copied and shown with the source.'),
    'db-asks': program(db, ['sh', '-c', asksForPassword], { withinMs: 30_000 })
      .matches(/^asks$/)
      .titled('db: asks other services for a password')
      .why('Where the database asks for none, whoever reaches it is its superuser.'),
    'bot-inside': bot
      .container(networks.internal())
      .why('A variable with a proxy is a request. A network without a way out is what makes the bot ask it.'),
    'admin-inside': admin
      .container(networks.internal())
      .why('Who takes over the admin page sends out what is in the database, unless nothing leads out.'),
    'db-inside': db
      .container(networks.internal())
      .why('A database has nobody to call. One that can may copy a table to anybody’s server.'),
    'bot-out': tried(reach(bot, sea, 8080).isShut())
      .titled('bot: does not reach sea but by the proxy')
      .why('A network that is internal still leads to all of its members.'),
    'db-apart': tried(reach(proxy, db, 5432).isShut())
      .points(2)
      .why('The proxy reads what strangers send. It has no business with the database.'),
    'admin-apart': tried(reach(bot, admin, 5050).isShut()).why(
      'The admin page deletes for whoever asks; the bot talks to strangers.',
    ),
    list: asked(proxy, lists)
      .prints('{{nonce_reversed}}')
      .titled('proxy: passes nothing on to hosts that nobody needs')
      .why('A proxy with a list that is too long leads from one network into the next.'),
    'bot-port': bot
      .container(ports.loopbackOnly())
      .why('A port without an address is open on every address of the machine.')
      .readMore('/stack/#ports-on-loopback'),
    'db-port': db
      .container(ports.loopbackOnly())
      .why('A database on every address of the machine is tried by whoever finds it.')
      .readMore('/stack/#ports-on-loopback'),
    'admin-port': admin
      .container(ports.loopbackOnly())
      .why('The admin page asks nobody who they are.')
      .readMore('/stack/#ports-on-loopback'),
    'proxy-port': proxy
      .container(ports.loopbackOnly())
      .why('What is moved behind the proxy is as open as the proxy’s ports.')
      .readMore('/stack/#ports-on-loopback'),
    'bot-memory': bot
      .container(limits.memoryAtMost(mebibytes(128)))
      .why('Without a limit, a request that takes memory takes it from every service of the machine.'),
    'bot-pids': bot
      .container(limits.pidsAtMost(128))
      .why('Process ids are the host’s, until a container has a limit of its own.'),
    'db-memory': db
      .container(limits.memoryAtMost(mebibytes(1024)))
      .why('The limit holds the whole sandbox: the Sentry and what runs in it.'),
    'bot-log': bot
      .container(logs.atMost(megabytes(100)))
      .why('What strangers make a service print fills the disk of the host.'),
    'db-log': db.container(logs.atMost(megabytes(200))).why('Each failed login is a line of the log.'),
    back: db
      .container(life.restarts('unless-stopped', 'always', 'on-failure'))
      .why('A limit ends a process. Without a policy the service stays down.'),
    well: bot
      .container(life.healthy())
      .why('Without a health check nobody is told that the bot has lost its database.'),
    'well-asks': program(bot, ['perl', '-e', asksWhoHangs, bot.name], { in: 'workbench', withinMs: 45_000 })
      .matches(/^fails$/)
      .titled('bot: its health check fails where the bot does not serve')
      .why('A program that ends with 0 whatever happens calls a bot well that hangs.'),
  },
  questions: {
    'runs-as': ask.number('As which user id does the bot run at first?', bot.at('start').uid(), {
      because:
        'The Dockerfile makes a user and gives it a file. USER, which would let it run as that one, is missing.',
    }),
    'owned-by': ask.number(
      'To which user id does the program of the bot belong at first?',
      owned.quantity('bot', 'start'),
      {
        because:
          'chown gives the program to the user that was meant to run it. Whoever got in could then have written it.',
      },
    ),
  },
  states: {
    solution: { overlay: 'solution' },
    accepts: {
      // The password in one file, names and limits said otherwise, no health program of the bot’s own path.
      'said-otherwise': {
        from: 'solution',
        edits: [
          botFile.replace(
            'FROM gcr.io/distroless/static-debian13:nonroot',
            'FROM alpine:3.22 AS unused\nFROM scratch',
          ),
          set('bot.user', '20002:20002'),
          compose.unset('services.bot.mem_limit'),
          compose.unset('services.bot.pids_limit'),
          set('bot.deploy.resources.limits', { memory: '100M', pids: 50 }),
          set('db.logging', { driver: 'local' }),
          set('db.restart', 'on-failure'),
          set('bot.healthcheck.test', ['CMD', '/usr/local/bin/bot', 'health']),
          set('bot.tmpfs', ['/tmp']),
          // Another password, where nobody but the three reads it.
          ...freshVolume,
          edit('secrets/db_password').write('another-one\n'),
        ],
      },
      // Its port on loopback does no harm, beside a network that leads out nowhere else.
      'config-as-a-config': {
        from: 'solution',
        edits: [
          compose.set('configs', { bot: { file: './config.toml' } }),
          set('bot.configs', [{ source: 'bot', target: '/config.toml' }]),
          compose.unset('services.bot.volumes'),
        ],
      },
    },
    // The long form of a secret, with a mode that Compose ignores.
    scenes: {
      'secret-with-a-mode': {
        from: 'solution',
        edits: [set('db.secrets', [{ source: 'db_password', mode: 0o400, uid: '999' }])],
      },
    },
    mistakes: {
      // Out of the environment, and into a file that is kept with the source.
      'password-in-the-configuration': {
        from: 'solution',
        edits: [
          compose.unset('services.bot.environment.DATABASE_URL'),
          edit('config.toml').replace(
            'password_file = "/run/secrets/db_password"',
            'url = "postgres://postgres:{{password}}@db/postgres?sslmode=disable"',
          ),
        ],
        fails: { 'bot-config': 'has one' },
      },
      'owner-runs-it': {
        from: 'solution',
        edits: [
          botFile.replace('COPY --from=builder /thread', 'COPY --from=builder --chown=65532:65532 /thread'),
        ],
        fails: { 'others-program': '/usr/local/bin/bot of bot belongs to uid 65532' },
      },
      // A file of root in a folder of the user that runs it: the user puts another file into its place.
      'folder-of-the-runner': {
        from: 'solution',
        edits: [
          botFile.replace('/thread/bot /usr/local/bin/bot', '/thread/bot /home/nonroot/bot'),
          botFile.replace('["/usr/local/bin/bot"]', '["/home/nonroot/bot"]'),
          set('bot.healthcheck.test', ['CMD', '/home/nonroot/bot', '--config', '/config.toml', 'health']),
        ],
        fails: { 'others-program': '/home/nonroot of bot belongs to uid 65532' },
      },
      'writes-beside': {
        from: 'solution',
        edits: [set('admin.tmpfs', ['/srv']), set('bot.volumes', ['./config.toml:/config.toml'])],
        fails: { 'admin-mounts': '/srv', 'bot-mounts': '/config.toml' },
      },
      'relative-still': {
        from: 'solution',
        edits: [
          botFile.replace('["/usr/local/bin/bot"]', '["usr/local/bin/bot"]'),
          set('bot.working_dir', '/'),
        ],
        fails: { entry: 'bot starts usr/local/bin/bot, from /' },
      },
      'a-shell-beside': {
        from: 'solution',
        edits: [
          botFile.insertAfter(
            'FROM gcr.io/distroless/static-debian13:nonroot',
            'COPY --from=debian:trixie-slim /usr/bin/dash /srv/x',
          ),
        ],
        fails: { 'no-shell': '/srv/x' },
      },
      'password-in-the-environment': {
        from: 'solution',
        edits: [
          compose.unset('services.db.environment.POSTGRES_PASSWORD_FILE'),
          set('db.environment.POSTGRES_PASSWORD', '{{password}}'),
          ...['bot', 'admin'].map((name) =>
            set(
              `${name}.environment.DATABASE_URL`,
              'postgres://postgres:{{password}}@db/postgres?sslmode=disable',
            ),
          ),
        ],
        fails: {
          'db-env': 'as POSTGRES_PASSWORD',
          'bot-env': 'as DATABASE_URL',
          'admin-env': 'as DATABASE_URL',
          passwords: 'bot has one as DATABASE_URL',
        },
      },
      // Another password, in a database that is made anew, and in every environment as before.
      'password-changed-alone': {
        from: 'solution',
        edits: [
          ...freshVolume,
          compose.unset('services.db.environment.POSTGRES_PASSWORD_FILE'),
          set('db.environment.POSTGRES_PASSWORD', 'another-one'),
          set('bot.environment.DATABASE_URL', 'postgres://postgres:another-one@db/postgres?sslmode=disable'),
          set(
            'admin.environment.DATABASE_URL',
            'postgres://postgres:another-one@db/postgres?sslmode=disable',
          ),
        ],
        fails: { passwords: 'db has one as POSTGRES_PASSWORD' },
      },
      // None that could be read, since none is asked for.
      'no-password-at-all': {
        from: 'solution',
        edits: [
          ...freshVolume,
          compose.unset('services.db.environment.POSTGRES_PASSWORD_FILE'),
          set('db.environment.POSTGRES_HOST_AUTH_METHOD', 'trust'),
        ],
        fails: { 'db-asks': 'lets in without a password' },
      },
      // Networks and the password are right, and each service is as powerful and as hungry as it was.
      'services-as-they-were': {
        from: 'solution',
        edits: [
          ...['bot', 'admin', 'db'].flatMap((name) => [
            compose.unset(`services.${name}.<<`),
            set(`${name}.logging`, { driver: 'json-file' }),
          ]),
          set('bot.user', '0:0'),
          set('admin.user', '0:0'),
          compose.unset('services.bot.pids_limit'),
          compose.unset('services.db.mem_limit'),
          compose.unset('services.db.runtime'),
        ],
        fails: {
          'bot-user': 'uid 0 (root)',
          'admin-user': 'uid 0 (root)',
          'others-program': 'belongs to uid 0, which runs it',
          'bot-root': 'root file system is writable',
          'admin-root': 'root file system is writable',
          'bot-caps': 'bounding holds',
          'admin-caps': 'bounding holds',
          'bot-sealed': 'no_new_privs is clear',
          'admin-sealed': 'no_new_privs is clear',
          'db-kernel': 'is run by runc',
          'bot-pids': 'has no pids limit',
          'db-memory': 'has no memory limit',
          'bot-log': 'logs without an end',
          'db-log': 'logs without an end',
          back: 'by the policy no',
        },
      },
      // Ports work on a network that leads out alone, so each gets one beside its own.
      'published-past-the-proxy': {
        from: 'solution',
        edits: [
          compose.set('networks.lan', {}),
          set('bot.networks', ['front', 'store', 'lan']),
          set('bot.ports', ['29081:8080']),
          set('db.networks', ['store', 'ledger', 'lan']),
          set('db.ports', ['29432:5432']),
          set('admin.networks', ['desk', 'ledger', 'lan']),
          set('admin.ports', ['29051:5050']),
        ],
        fails: {
          'bot-port': '0.0.0.0',
          'db-port': '0.0.0.0',
          'admin-port': '0.0.0.0',
          'bot-inside': 'is on lan, which leads out',
          'db-inside': 'is on lan, which leads out',
          'admin-inside': 'is on lan, which leads out',
          'admin-apart': 'arrived at admin',
        },
      },
      // Everything inside, and all of it in one network.
      'one-network': {
        from: 'solution',
        edits: [
          set('bot.networks', ['front']),
          set('db.networks', ['front']),
          set('admin.networks', ['front']),
          set('proxy.networks', ['front', 'out']),
        ],
        fails: { 'db-apart': 'arrived at db', 'admin-apart': 'arrived at admin' },
      },
      // HTTP_PROXY stands in its environment, and nothing holds it to that.
      'proxy-as-a-request': {
        from: 'solution',
        edits: [set('bot.networks', ['front', 'store', 'out'])],
        fails: { 'bot-inside': 'is on out, which leads out', 'bot-out': 'arrived at sea' },
      },
      'a-long-list': {
        from: 'solution',
        edits: [set('proxy.environment.PROXY_ALLOW', 'sea:8080 admin:5050')],
        fails: { list: 'to a request for admin:5050' },
      },
      'the-proxys-ports': {
        from: 'solution',
        edits: [set('proxy.ports', ['29080:8080', '127.0.0.1:29050:5050'])],
        fails: { 'proxy-port': '0.0.0.0' },
      },
      'healthy-by-decree': {
        from: 'solution',
        edits: [compose.unset('services.bot.healthcheck'), compose.unset('services.bot.mem_limit')],
        fails: {
          well: 'without a health check',
          'well-asks': 'bot has no health check',
          'bot-memory': 'has no memory limit',
        },
      },
      // It prints how it is called, and ends with 0.
      'health-that-asks-nobody': {
        from: 'solution',
        edits: [set('bot.healthcheck.test', ['CMD', '/usr/local/bin/bot', '-h'])],
        fails: { 'well-asks': 'ends with 0' },
      },
      'logs-in-many-files': {
        from: 'solution',
        edits: [set('bot.logging.options', { 'max-size': '100m', 'max-file': '9' })],
        fails: { 'bot-log': 'logs at most 900 MB' },
      },
      'no-door': {
        from: 'solution',
        edits: [set('proxy.environment.PROXY_DOORS', '5050=admin:5050')],
        fails: { says: 'bot answers', shows: 'bot answers', keeps: 'bot answers', brings: 'sea' },
      },
    },
  },
});
