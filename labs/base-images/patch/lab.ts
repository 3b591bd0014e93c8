import {
  ask,
  defineLab,
  edit,
  http,
  image,
  megabytes,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const bot = service('bot');
const dockerfile = edit('Dockerfile');

const on = (base: string) => dockerfile.replace('FROM debian:bookworm-slim', `FROM ${base}`);
const account = 'RUN adduser --system --no-create-home bot\n';
const accountBy = (line: string) => dockerfile.replace(account, line);
const runAs = (who: string) => dockerfile.replace('USER bot\n', who && `USER ${who}\n`);

export default defineLab({
  title: 'The same bot on a newer base',
  level: 'open',
  minutes: 12,
  after: ['base-images/distroless'],
  images: ['golang:1.24-trixie', 'debian:bookworm-slim', 'debian:trixie-slim'],
  shared: [{ from: 'thread/app', to: 'app' }],
  opens: 'Dockerfile',
  takeaway: {
    file: 'Dockerfile',
    why: 'The base is one word of one line. Try early what else has to change with it.',
  },
  vars: { name: vary.word() },
  guards: {
    serves: http(bot, 8080, '/?who={{nonce}}')
      .says('{{nonce_upper}}! I am {{name}}.')
      .titled('bot: still answers with its name')
      .why('An upgrade after which nothing runs is an outage.')
      .readMore('/base-images/#what-an-upgrade-changes'),
  },
  tasks: {
    before: {
      title: 'Count before the upgrade',
      questions: ['packages'],
      hints: [
        'Ask the package manager in the container `bot`.',
        'dpkg-query(1) lists what is installed.',
        '`docker compose exec bot dpkg-query -f . -W | wc -c` prints a dot for each package and counts dots.',
      ],
    },
    upgrade: {
      title: 'Put the bot on Debian 13, and leave the rest as it was',
      checks: ['newer', 'not-root', 'small'],
      questions: ['kernel', 'setuid'],
      hints: [
        'In the `Dockerfile`, change the base of the second stage and press Run. Read what the build prints: it calls a command that Debian 13’s image does not have.',
        'The image of Debian 13 has no package adduser. It has useradd(8), and a `USER` that is a number needs no account.',
        '`FROM debian:trixie-slim`, and `RUN useradd --system --no-create-home bot` in place of the old line.',
      ],
    },
  },
  checks: {
    newer: bot
      .image(image.distribution('debian 13'))
      .points(2)
      .why('Debian 12 left regular support in June 2026; the LTS team mends what it can until June 2028.')
      .readMore('/base-images/#what-an-upgrade-changes'),
    'not-root': bot
      .everyProcess(user.notRoot())
      .why('When an upgrade breaks the line that made the user, it is tempting to drop that line.')
      .readMore('/base-images/#what-an-upgrade-changes'),
    small: bot
      .image(image.atMost(megabytes(100)))
      .why('The builder image is on Debian 13 too, and would bring an intruder a compiler.')
      .readMore('/base-images/#two-stages'),
  },
  questions: {
    packages: ask.number(
      'How many packages does the bot’s image have before the upgrade?',
      bot.at('start').imagePackages(),
      { unit: 'packages', because: 'The bot calls none of them.' },
    ),
    kernel: ask.text('Which kernel release does the bot run on after the upgrade?', bot.now.kernelRelease(), {
      because: 'The same as before. No base image patches a kernel.',
    }),
    setuid: ask.number(
      'How many programs with a set-user-ID or set-group-ID bit does the bot’s image have now?',
      bot.now.imageSetuid(),
      {
        unit: 'files',
        because: 'Debian 12 had as many: an upgrade of the base does not take such programs away.',
      },
    ),
  },
  states: {
    solution: {
      edits: [on('debian:trixie-slim'), accountBy('RUN useradd --system --no-create-home bot\n')],
    },
    accepts: {
      'by-number': { edits: [on('debian:trixie-slim'), accountBy(''), runAs('10001:10001')] },
      'user-in-compose': {
        edits: [
          on('debian:trixie-slim'),
          accountBy(''),
          runAs(''),
          edit('compose.yaml').set('services.bot.user', '20002:20002'),
        ],
      },
    },
    mistakes: {
      'root-again': {
        edits: [on('debian:trixie-slim'), accountBy(''), runAs('')],
        fails: { 'not-root': 'uid 0 (root)' },
      },
      'on-the-builder': {
        edits: [on('golang:1.24-trixie'), accountBy(''), runAs('10001:10001')],
        fails: { small: 'expected at most 100 MB' },
      },
      'mended-not-moved': {
        edits: [accountBy('RUN useradd --system --no-create-home bot\n')],
        fails: { newer: 'debian 12' },
      },
    },
  },
});
