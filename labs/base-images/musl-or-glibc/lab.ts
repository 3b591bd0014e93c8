import {
  ask,
  defineLab,
  edit,
  image,
  life,
  megabytes,
  program,
  service,
  vary,
} from '../../../src/lab/authoring.ts';

const debian = service('debian');
const alpine = service('alpine');
const dockerfile = edit('Dockerfile');

const linkedWith = (flags: string) => dockerfile.replace('gcc -O2 -o', `gcc -O2 ${flags} -o`);
const alpineStage = 'FROM alpine:3.22 AS alpine';
/** In alpine a script in the place of the program. */
const asScript = (text: string) => [
  dockerfile.insertAfter(alpineStage, `RUN printf '${text}' > /motto && chmod +x /motto`),
  dockerfile.replace(
    'chmod +x /motto\nCOPY --from=build /motto /usr/local/bin/motto',
    'chmod +x /motto && mv /motto /usr/local/bin',
  ),
];

export default defineLab({
  title: 'There, and not found',
  level: 'fix',
  minutes: 12,
  after: ['base-images/measure'],
  images: ['gcc:14', 'debian:trixie-slim', 'alpine:3.22'],
  opens: 'Dockerfile',
  takeaway: {
    file: 'Dockerfile',
    why: 'A statically linked program has its C library inside and needs none of the image.',
  },
  vars: { word: vary.word() },
  guards: {
    'alpine-runs': alpine
      .container(life.running())
      .why('A program is tried in a container that runs.')
      .readMore('/base-images/#there-and-not-found'),
  },
  tasks: {
    look: {
      title: 'Find the file that is missing',
      questions: ['libc'],
      hints: [
        '`docker compose logs alpine` shows the error. The program that it names is there: `docker compose exec alpine ls -l /usr/local/bin/motto`.',
        'ldd(1) in the container `debian` shows what the program asks for. `ls /lib /lib64` in each container shows which loader it has.',
        'A loader is called `ld-linux-….so.2` by glibc and `ld-musl-….so.1` by musl.',
      ],
    },
    mend: {
      title: 'Make motto answer on Alpine',
      checks: ['says', 'itself', 'debian-says', 'still-musl', 'small'],
      questions: ['size'],
      hints: [
        'The program needs glibc, which the image of `alpine` does not have. The program can bring it along.',
        'gcc(1) can put the library into the program: look for the options that prevent linking with shared libraries.',
        'In the stage `build` of the `Dockerfile`: `RUN gcc -O2 -static -o /motto motto.c`. Then press Run.',
      ],
    },
  },
  checks: {
    'debian-says': program(debian, ['motto', '{{nonce}}'])
      .prints('{{word}} {{nonce_upper}}')
      .titled('debian: still says the word')
      .why('What is mended for one image must not be broken for the other.')
      .readMore('/base-images/#there-and-not-found'),
    itself: program(alpine, ['sh', '-c', 'head -c 4 "$(command -v motto)"'])
      .prints('ELF')
      .titled('alpine: `motto` is a compiled program')
      .why('A script that prints the same sentence is another program, and the fault is still there.')
      .readMore('/base-images/#there-and-not-found'),
    says: program(alpine, ['motto', '{{nonce}}'])
      .prints('{{word}} {{nonce_upper}}')
      .points(2)
      .titled('alpine: says the word too')
      .why(
        'The kernel first starts the loader that the program names. Without that loader the program does not start.',
      )
      .readMore('/base-images/#there-and-not-found'),
    'still-musl': alpine
      .image(image.libc('musl'))
      .why(
        'A second C library in the image is a second one to patch. Another base would only avoid the task.',
      )
      .readMore('/base-images/#there-and-not-found'),
    small: alpine
      .image(image.unpackedAtMost(megabytes(12)))
      .why('This image is built on Alpine to be small, and it should stay so.')
      .readMore('/base-images/#four-things-to-count'),
  },
  questions: {
    libc: ask.choice(
      'Which C library does the image of alpine have before you change anything?',
      alpine.at('start').imageLibc(),
      ['glibc', 'musl', 'both', 'none'],
      { because: 'The image has musl’s loader, and the program asks for glibc’s. So it does not start.' },
    ),
    size: ask.number('How large is the image of alpine now, unpacked?', alpine.now.imageUnpackedMegabytes(), {
      within: 0.05,
      unit: 'MB',
      because: 'A C library of its own made the program some 700 kB larger. On Debian it would not need one.',
    }),
  },
  states: {
    solution: { edits: [linkedWith('-static')] },
    accepts: {
      'at-any-address': { edits: [linkedWith('-static-pie')] },
    },
    mistakes: {
      'on-debian': {
        edits: [dockerfile.replace(alpineStage, 'FROM debian:trixie-slim AS alpine')],
        fails: { 'still-musl': 'glibc', small: 'expected layers of at most 12 MB' },
      },
      'glibc-brought-along': {
        edits: [
          dockerfile.insertAfter(
            'RUN gcc -O2 -o /motto motto.c',
            "RUN mkdir /glibc && ldd /motto | grep -o '/[^ ]*' | xargs cp -L --parents -t /glibc",
          ),
          dockerfile.insertAfter(alpineStage, 'COPY --from=build /glibc /'),
        ],
        fails: { 'still-musl': 'both' },
      },
      'as-a-script': {
        edits: asScript('#!/bin/sh\\necho "$WORD $(echo $1 | tr a-z A-Z), says nobody"\\n'),
        fails: { itself: '#!/b' },
      },
      'sentence-by-heart': {
        edits: asScript('#!/bin/sh\\necho "$WORD, says nobody"\\n'),
        fails: { says: 'says nobody', itself: '#!/b' },
      },
      'debian-forgotten': {
        edits: [
          linkedWith('-static'),
          dockerfile.replace('AS debian\nCOPY --from=build /motto /usr/local/bin/motto', 'AS debian'),
        ],
        fails: { 'debian-says': 'unable to start' },
      },
      'loader-under-another-name': {
        edits: [
          dockerfile.insertAfter(
            'RUN gcc -O2 -o /motto motto.c',
            [
              'RUN gcc -O2 -Wl,--dynamic-linker=/opt/glibc/start,-rpath=/opt/glibc -o /other motto.c',
              "RUN mkdir /glibc && ldd /motto | grep -o '/[^ ]*' | xargs cp -L -t /glibc && mv /glibc/ld-linux* /glibc/start",
            ].join('\n'),
          ),
          dockerfile.insertAfter(
            alpineStage,
            [
              'COPY --from=build /glibc /opt/glibc',
              'COPY --from=build /other /opt/bin/motto',
              'ENV PATH=/opt/bin:/usr/bin:/bin',
            ].join('\n'),
          ),
        ],
        fails: { 'still-musl': 'both' },
      },
      'loader-renamed': {
        edits: [
          dockerfile.insertAfter(
            alpineStage,
            'RUN mkdir -p /lib64 && ln -s /lib/ld-musl-*.so.1 /lib64/ld-linux-x86-64.so.2 && cp -P /lib64/*.so.2 /lib/ld-linux-aarch64.so.1',
          ),
        ],
        fails: { says: 'Error relocating' },
      },
    },
  },
});
