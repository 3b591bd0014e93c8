import { ask, defineLab, edit, http, image, megabytes, service, vary } from '../../../src/lab/authoring.ts';

const debian = service('debian');
const alpine = service('alpine');
const fixed = service('static');
const yours = service('yours');
const dockerfile = edit('Dockerfile');

const yoursOn = (base: string) =>
  dockerfile.replace('FROM golang:1.24-trixie AS yours', `FROM ${base} AS yours`);
const withoutScript = dockerfile.replace('ENTRYPOINT ["/start.sh"]', 'ENTRYPOINT ["bot"]');
const onDebian = (line: string) =>
  dockerfile.replace('FROM debian:trixie-slim AS debian', `FROM debian:trixie-slim AS debian\n${line}`);
const trimmed = onDebian('RUN find / -xdev -type f -perm /6000 -exec chmod ug-s {} +');

export default defineLab({
  title: 'The same program on four base images',
  level: 'guided',
  minutes: 30,
  after: ['start/first-container'],
  images: [
    'golang:1.24-trixie',
    'debian:trixie-slim',
    'alpine:3.22',
    'gcr.io/distroless/static-debian13:nonroot',
  ],
  shared: [{ from: 'thread/app', to: 'app' }],
  opens: 'Dockerfile',
  takeaway: {
    file: 'Dockerfile',
    why: 'One builder stage, several bases: change the base in one word and measure again.',
  },
  vars: { name: vary.word() },
  guards: {
    'yours-serves': http(yours, 8080, '/?who={{nonce}}')
      .says('{{nonce_upper}}! I am {{name}}.')
      .titled('yours: still answers with its name')
      .why('The bot has to answer: an image in which it does not run is of no use.')
      .readMore('/base-images/#four-things-to-count'),
    'debian-serves': http(debian, 8080, '/?who={{nonce}}')
      .says('{{nonce_upper}}! I am {{name}}.')
      .titled('debian: still answers with its name')
      .why('The image that all others are compared with has to do the same work.')
      .readMore('/base-images/#four-things-to-count'),
  },
  tasks: {
    count: {
      title: 'Count what is there',
      questions: ['packages', 'setuid', 'static-size', 'apk'],
      hints: [
        'Two answers are in the container `debian` and one is in `alpine`. `static` has no program to ask: measure it from outside.',
        'dpkg-query(1) lists Debian’s packages, `apk info` lists Alpine’s, and find(1) looks at permission bits. `docker export` writes the files of a container as a tar archive.',
        "Packages: `docker compose exec debian dpkg-query -f . -W | wc -c`, and `docker compose exec alpine apk info | wc -l`. `docker compose exec debian find / -xdev -type f -perm /6000` prints a line for each file with either bit. The bytes of `static`: `docker export $(docker compose ps -q static) | tar -tvf - | awk '{ sum += $3 } END { print sum / 1e6 }'`.",
      ],
    },
    choose: {
      title: 'Choose a base for the service yours',
      checks: ['small', 'few-packages', 'no-setuid'],
      hints: [
        'The service begins with a shell script. Its image needs a shell, or the service another `ENTRYPOINT`.',
        'In the `Dockerfile`, change the base in the line `FROM … AS yours`. Which of the three other bases is small and has a shell?',
        '`FROM alpine:3.22 AS yours`. Or do without start.sh: `ENTRYPOINT ["bot"]` needs no shell, so the static base will do.',
      ],
    },
    trim: {
      title: 'Take the set-user-ID bits away',
      checks: ['trimmed', 'still-debian'],
      hints: [
        'A stage can change what its base brought: one `RUN` line in the stage `debian` of the `Dockerfile`.',
        'The files are those that you counted. chmod(1) takes the two bits away; `-exec … {} +` hands files from find to it.',
        'Below `FROM debian:trixie-slim AS debian`: `RUN find / -xdev -type f -perm /6000 -exec chmod ug-s {} +`',
      ],
    },
  },
  checks: {
    small: yours
      .image(image.unpackedAtMost(megabytes(20)))
      .why('More bytes mean more files that an intruder can use and you have to keep up to date.')
      .readMore('/base-images/#four-things-to-count'),
    'few-packages': yours
      .image(image.packagesAtMost(20))
      .why('You have to follow the advisories of every package that you ship.')
      .readMore('/base-images/#four-things-to-count'),
    'no-setuid': yours
      .image(image.noSetuid())
      .why('A set-user-ID program runs with its owner’s powers, whoever starts it. This service needs none.')
      .readMore('/base-images/#four-things-to-count'),
    trimmed: debian
      .image(image.noSetuid())
      .points(2)
      .why(
        'An intruder could start these programs as well. This service needs none of them, since nobody logs in to it.',
      )
      .readMore('/base-images/#four-things-to-count'),
    'still-debian': debian
      .image(image.withPackage('dpkg'))
      .titled('debian: still has the packages of its base')
      .why('The task is to trim Debian, not to leave it.')
      .readMore('/base-images/#two-differences'),
  },
  questions: {
    packages: ask.number('How many packages are installed in the debian image?', debian.now.imagePackages(), {
      unit: 'packages',
      because: 'The bot is linked statically and uses none of them.',
    }),
    setuid: ask.number(
      'How many files of the debian image carried a set-user-ID or set-group-ID bit when you began?',
      debian.at('start').imageSetuid(),
      { unit: 'files', because: 'Each runs with the powers of its owner or group, whoever starts it.' },
    ),
    'static-size': ask.number(
      'How large is the static image, unpacked, the bot included?',
      fixed.now.imageUnpackedMegabytes(),
      {
        within: 0.05,
        unit: 'MB',
        because: 'About seven megabytes of it are the bot itself.',
      },
    ),
    apk: ask.number('How many packages does apk know of in the alpine image?', alpine.now.imagePackages(), {
      unit: 'packages',
      ofUpstream: true,
      because: 'Fewer packages than in Debian’s image mean fewer advisories to follow.',
    }),
  },
  states: {
    solution: { edits: [yoursOn('alpine:3.22'), trimmed] },
    accepts: {
      'without-the-script': {
        edits: [yoursOn('gcr.io/distroless/static-debian13:nonroot'), withoutScript, trimmed],
      },
      scratch: { edits: [yoursOn('scratch'), withoutScript, trimmed] },
      deleted: {
        edits: [yoursOn('alpine:3.22'), onDebian('RUN find / -xdev -type f -perm /6000 -delete')],
      },
    },
    mistakes: {
      'yours-on-debian': {
        edits: [yoursOn('debian:trixie-slim'), trimmed],
        fails: {
          small: 'expected layers of at most 20 MB',
          'few-packages': 'apt',
          'no-setuid': '/usr/bin/chage',
        },
      },
      'script-without-a-shell': {
        edits: [yoursOn('gcr.io/distroless/static-debian13:nonroot'), trimmed],
        fails: { 'yours-serves': 'no answer' },
      },
      'group-bit-forgotten': {
        edits: [
          yoursOn('alpine:3.22'),
          onDebian('RUN find / -xdev -type f -perm -4000 -exec chmod u-s {} +'),
        ],
        fails: { trimmed: '/usr/bin/chage' },
      },
      'debian-left': {
        edits: [
          yoursOn('alpine:3.22'),
          dockerfile.replace(
            'FROM debian:trixie-slim AS debian',
            'FROM gcr.io/distroless/static-debian13:nonroot AS debian',
          ),
        ],
        fails: { 'still-debian': 'image has no dpkg' },
      },
    },
  },
});
