import {
  ask,
  defineLab,
  edit,
  http,
  image,
  megabytes,
  program,
  service,
  shares,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const bot = service('bot');
const debug = service('debug');
const compose = edit('compose.yaml');
const dockerfile = edit('Dockerfile');

const builder = dockerfile.replace('FROM golang:1.24-trixie', 'FROM golang:1.24-trixie AS build');
/** The stage that is shipped: everything after the build. */
const ship = (...lines: string[]) =>
  dockerfile.replace(
    'COPY config.toml /etc/bot/config.toml',
    [...lines, 'COPY config.toml /etc/bot/config.toml'].join('\n'),
  );
const copied = 'COPY --from=build /usr/local/bin/bot /usr/local/bin/bot';
const onStatic = [builder, ship('', 'FROM gcr.io/distroless/static-debian13:nonroot', copied)];
const runAs = (who: string) => ship(`USER ${who}`);
const joined = compose.set('services.debug.pid', 'service:bot');
const debugAs = (who: string) => compose.set('services.debug.user', who);

export default defineLab({
  title: 'A bot without a shell',
  level: 'fix',
  minutes: 30,
  after: ['base-images/measure'],
  images: ['golang:1.24-trixie', 'gcr.io/distroless/static-debian13:nonroot', 'debian:trixie-slim'],
  shared: [{ from: 'thread/app', to: 'app' }],
  opens: 'Dockerfile',
  takeaway: {
    file: 'Dockerfile',
    why: 'Two stages: one builds, the other holds what runs. The tools of the first are not in the image that you ship.',
  },
  vars: { name: vary.word() },
  guards: {
    serves: http(bot, 8080, '/?who={{nonce}}')
      .says('{{nonce_upper}}! I am {{name}}.')
      .titled('bot: still answers with its name')
      .why('An image in which the bot does not run is of no use. The other checks wait until it answers.')
      .readMore('/base-images/#two-stages'),
  },
  tasks: {
    before: {
      title: 'Measure it first',
      questions: ['weight'],
      hints: [
        'The size is the bytes of the image’s files, unpacked. A running container has the same files.',
        '`docker export` writes the files of a container as a tar archive, and `tar -tvf -` lists them with their sizes.',
        "`docker export $(docker compose ps -q bot) | tar -tvf - | awk '{ sum += $3 } END { print sum / 1e6 }'` prints it in MB. With a classic image store, `docker image ls $COMPOSE_PROJECT_NAME-bot` shows about the same.",
      ],
    },
    ship: {
      title: 'Ship the program without its builder',
      readMore: '/base-images/#distroless',
      checks: ['small', 'no-shell', 'few-packages', 'no-setuid'],
      hints: [
        'Everything that the build needs is still in the image. A second `FROM` in the `Dockerfile` begins a new stage without it.',
        'Name the first stage with `FROM … AS build`. In the second, `COPY --from=build` takes a file out of it.',
        '`FROM gcr.io/distroless/static-debian13:nonroot`, then `COPY --from=build /usr/local/bin/bot /usr/local/bin/bot`, then the last two lines as they were.',
      ],
    },
    nobody: {
      title: 'Run as a user other than root',
      checks: ['not-root'],
      hints: [
        'Some bases bring a user with them. Look at the tag of the one that you chose.',
        '`USER` in the Dockerfile or `user:` in compose.yaml. A number needs no /etc/passwd.',
        'With a base whose tag ends in `nonroot` there is nothing to do. On `scratch`: `USER 10001:10001`.',
      ],
    },
    inside: {
      title: 'Look inside without a shell',
      readMore: '/base-images/#looking-inside-without-a-shell',
      checks: ['joined', 'sees'],
      questions: ['uid'],
      hints: [
        'The sidecar `debug` has the tools. It lacks two things: the bot’s pid namespace, and the user and group that may read.',
        '`pid: service:bot` puts it into the pid namespace of the bot. Reading /proc/PID/environ needs the same user and the same group.',
        'In compose.yaml under `debug`: `pid: service:bot` and `user: "65532:65532"`, or whatever two numbers your bot runs as.',
      ],
    },
  },
  checks: {
    small: bot
      .image(image.unpackedAtMost(megabytes(12)))
      .points(2)
      .why('An intruder can use what the image holds beside the program, and you have to patch it.')
      .readMore('/base-images/#two-stages'),
    'no-shell': bot
      .image(image.noShell())
      .why('Many attacks end with a command for a shell, and fail where there is none.'),
    'few-packages': bot
      .image(image.packagesAtMost(8))
      .why('You have to follow the advisories of every package that you ship.'),
    'no-setuid': bot
      .image(image.noSetuid())
      .why('A set-user-ID program runs with its owner’s powers, whoever starts it.')
      .readMore('/base-images/#four-things-to-count'),
    'not-root': bot
      .everyProcess(user.notRoot())
      .why(
        'Unless the engine makes a user namespace, user 0 in the container is user 0 of the host. A process that gets out is root there.',
      )
      .readMore('/start/#one-line'),
    joined: debug
      .container(shares('pid').with(bot))
      .why('With a pid namespace of its own the sidecar does not see the processes of the bot.'),
    sees: program(debug, ['cat', '/proc/1/environ'])
      .prints('BOT_NAME={{name}}')
      .titled('debug: can read the environment of the bot')
      .why(
        'The kernel lets the same user and group read a process’s environment. Others need CAP_SYS_PTRACE.',
      ),
  },
  questions: {
    weight: ask.number(
      'How large is the bot’s image, unpacked, before you change it?',
      bot.at('start').imageUnpackedMegabytes(),
      {
        within: 0.05,
        unit: 'MB',
        because: 'About seven megabytes of it are the program. The rest was needed to build it.',
      },
    ),
    uid: ask.number('Seen from the sidecar: as which user id does process 1 run?', bot.now.uid(), {
      because:
        'Both containers now see the same processes. The kernel knows a user by its number. A name comes from the /etc/passwd of an image.',
    }),
  },
  states: {
    solution: { edits: [...onStatic, joined, debugAs('65532:65532')] },
    accepts: {
      scratch: {
        edits: [
          builder,
          ship('', 'FROM scratch', copied, 'USER 10001:10001'),
          joined,
          debugAs('10001:10001'),
        ],
      },
      'user-in-compose': {
        edits: [...onStatic, compose.set('services.bot.user', '20002:20002'), joined, debugAs('20002:20002')],
      },
      'other-paths': {
        from: 'solution',
        edits: [
          dockerfile.replace(copied, 'COPY --from=build /usr/local/bin/bot /bot'),
          dockerfile.replace('config.toml /etc/bot/config.toml', 'config.toml /'),
          dockerfile.replace('["bot", "--config", "/etc/bot/config.toml"]', '["/bot"]'),
        ],
      },
    },
    mistakes: {
      'builder-shipped': {
        edits: [runAs('65532:65532'), joined, debugAs('65532:65532')],
        fails: {
          small: 'expected layers of at most 12 MB',
          'no-shell': '/usr/bin/bash',
          'few-packages': 'apt',
          'no-setuid': '/usr/bin/chage',
        },
      },
      'on-debian': {
        edits: [
          builder,
          ship('', 'FROM debian:trixie-slim', copied, 'USER 65532:65532'),
          joined,
          debugAs('65532:65532'),
        ],
        fails: {
          small: 'expected layers of at most 12 MB',
          'no-shell': '/usr/bin/bash',
          'few-packages': 'apt',
          'no-setuid': '/usr/bin/chage',
        },
      },
      'shell-under-another-name': {
        from: 'solution',
        edits: [dockerfile.insertAfter(copied, 'COPY --from=debian:trixie-slim /usr/bin/dash /srv/reader')],
        fails: { 'no-shell': '/srv/reader' },
      },
      'ptrace-granted': {
        edits: [...onStatic, joined, compose.set('services.debug.cap_add', ['SYS_PTRACE'])],
        refused: 'SYS_PTRACE',
        fails: {},
      },
      'root-again': {
        from: 'solution',
        edits: [runAs('0:0')],
        fails: { 'not-root': 'uid 0 (root)', sees: 'Permission denied' },
      },
      'needs-a-loader': {
        edits: [...onStatic, dockerfile.replace('-trimpath', '-trimpath -buildmode=pie')],
        fails: { serves: 'no answer', joined: 'bot', sees: 'expected exit status 0' },
      },
      'own-processes': {
        edits: [...onStatic, debugAs('65532:65532')],
        fails: { joined: 'apart from bot', sees: 'expected exit status 0' },
      },
      'group-forgotten': {
        edits: [...onStatic, joined, debugAs('65532')],
        fails: { sees: 'Permission denied' },
      },
      'root-in-the-sidecar': {
        edits: [...onStatic, joined],
        fails: { sees: 'Permission denied' },
      },
      'service-removed': {
        from: 'solution',
        edits: [compose.unset('services.bot'), compose.unset('services.debug.pid')],
        fails: {
          serves: 'There is no container',
          joined: 'no running container of bot',
          sees: 'expected exit status 0',
        },
      },
    },
  },
});
