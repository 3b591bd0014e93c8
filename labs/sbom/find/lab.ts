import {
  ask,
  defineLab,
  edit,
  image,
  program,
  type Service,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { asksAllSix, whoseTitleIsLoaded } from './attacks.ts';

const [shop, kiosk, desk] = [service('shop'), service('kiosk'), service('desk')];
const [post, gate, lamp] = [service('post'), service('gate'), service('lamp')];
const six = [shop, kiosk, desk, post, gate, lamp];

const all = program(shop, ['perl', '-e', asksAllSix, '{{nonce}}'], { in: 'workbench', withinMs: 30_000 });
/** A quotation mark as a reference, by name or by number. */
const reference = '&(?:quot|QUOT|#0*34|#[xX]0*22);';
/**
 * A quotation mark ends the value, and what follows is an attribute of its own. Mended is what makes a reference of it, and of
 * the next one: who drops it has another text.
 */
const attack = ({ name }: Service) =>
  program({ name }, ['/srv/page', '{{nonce}}" onclick="x'])
    .matches(new RegExp(`^<p title="{{nonce_upper}}${reference} ONCLICK=${reference}X">`))
    .titled(`${name}: a quotation mark does not end the attribute`)
    .why('Text of a visitor becomes an attribute of the page, and a script of the attribute.')
    .readMore('/sbom/#which-image-has-it');
const page = ({ name }: Service) =>
  program({ name }, ['/srv/page', '{{nonce}}<b'])
    .prints('<p title="{{nonce_upper}}&lt;B">')
    .titled(`${name}: makes HTML of a text`)
    .why('A service that makes no page any more is not mended.')
    .readMore('/sbom/#which-image-has-it');

/** Nobody has to touch these two, so they stay as safe as they were. */
const stillSafe = ({ name }: Service) =>
  program({ name }, ['/srv/page', '{{nonce}}<b"c"'])
    .matches(new RegExp(`^<p title="{{nonce_upper}}&lt;B${reference}C${reference}">`))
    .titled(`${name}: makes HTML of a text, and a quotation mark does not end the attribute`)
    .why('The attack did not work here as the lab began.')
    .readMore('/sbom/#which-image-has-it');

const inShop = edit('shop/Dockerfile');
const [inKiosk, inDesk, inPost] = [
  edit('kiosk/Dockerfile'),
  edit('desk.Dockerfile'),
  edit('post.Dockerfile'),
];
const [inGate, inLamp] = [edit('gate.Dockerfile'), edit('lamp.Dockerfile')];
const newer = {
  shop: inShop.replace('VERSION=1.2.0', 'VERSION=1.4.0'),
  kiosk: inKiosk.replace('lib/go/1.2.0/', 'lib/go/1.4.0/'),
  desk: inDesk.replace('make-deb 1.2.0-1', 'make-deb 1.2.0-1+deb13u1'),
  post: inPost.replace('make-deb 1.2.0-1', 'make-deb 1.4.0-1'),
};
const installed = inPost.replace(
  'COPY --from=package /package/usr/share/perl5/Title.pm /usr/share/perl5/',
  'RUN --mount=from=package,source=/debs,target=/debs dpkg --install /debs/*.deb',
);
/** A copied file, and a record that no package brought. */
const besideTheFile = inPost.replace(
  '/package/usr/share/perl5/Title.pm /usr/share/perl5/',
  '/lib-source/perl/1.4.0-1.pm /usr/share/perl5/Title.pm',
);
const byHand = (version: string) =>
  inPost.insertAfter(
    'COPY --chmod=755 pages/page.pl /srv/page',
    `RUN printf 'Package: lib{{library}}-perl\\nStatus: install ok installed\\nMaintainer: nobody <nobody@drydock.example>\\nArchitecture: all\\nVersion: ${version}\\nDescription: by hand\\n\\n' >> /var/lib/dpkg/status`,
  );
/** Back from the solution. */
const older = {
  desk: inDesk.replace('make-deb 1.2.0-1+deb13u1', 'make-deb 1.2.0-1'),
  post: inPost.replace('make-deb 1.4.0-1', 'make-deb 1.2.0-1'),
};

export default defineLab({
  title: 'Which of six images has it?',
  level: 'fix',
  minutes: 20,
  after: ['sbom/generate'],
  images: ['debian:trixie-slim', 'golang:1.24-trixie'],
  shared: [{ from: 'sbom/scanner', to: 'scanner' }],
  opens: 'advisory.txt',
  takeaway: {
    file: 'sboms.sh',
    why: 'A list says what was recorded. Asking the program says what is there.',
  },
  vars: { library: vary.word() },
  guards: {
    ...Object.fromEntries([shop, kiosk, desk, post].map((each) => [each.name, page(each)])),
    gate: stillSafe(gate),
    lamp: stillSafe(lamp),
  },
  tasks: {
    find: {
      title: 'Find it',
      readMore: '/sbom/#which-image-has-it',
      questions: ['open', 'removed'],
      hints: [
        '`sh sboms.sh` makes the documents. `sboms/listed.txt` has a line for each package in them.',
        'A name in a document is not the vulnerability, and an image without the name may have it: send each program a quotation mark.',
        '`docker compose exec kiosk /srv/page \'x" onclick="y\'`, and the same for the other five.',
      ],
    },
    mend: {
      title: 'Mend what has it',
      readMore: '/sbom/#which-image-has-it',
      checks: ['in-shop', 'in-kiosk', 'in-desk', 'in-post'],
      hints: [
        'Each Dockerfile names a version in one place. `lib/go` and `lib/perl` have the others.',
        'The advisory names a fixed version for each of the two ways in which the library comes.',
        '`ARG VERSION=1.4.0` for shop, `COPY lib/go/1.4.0/title.go` for kiosk, `make-deb 1.2.0-1+deb13u1` for desk and post.',
      ],
    },
    record: {
      title: 'Let the next search find it',
      readMore: '/sbom/#what-a-scanner-reads',
      checks: ['recorded', 'recorded-so', 'recorded-file'],
      hints: [
        'post has the library as a file, and desk has it as a package.',
        'Compare `post.Dockerfile` with `desk.Dockerfile`.',
        '`RUN --mount=from=package,source=/debs,target=/debs dpkg --install /debs/*.deb` in the place of the `COPY` of `Title.pm`.',
      ],
    },
  },
  checks: {
    'in-shop': attack(shop),
    'in-kiosk': attack(kiosk).points(2),
    'in-desk': attack(desk),
    'in-post': attack(post).points(2),
    recorded: post
      .image(image.withPackage('lib{{library}}-perl'))
      .titled('post: its package database has the library')
      .why('A file without a record is found by nobody who searches for its package.'),
    'recorded-so': post
      .image(image.packageAtLeast('lib{{library}}-perl', '1.2.0-1+deb13u1'))
      .titled('post: has a fixed version of it there')
      .why('A record of another version than the file’s says the wrong thing at the next search.'),
    'recorded-file': program(post, ['perl', '-e', whoseTitleIsLoaded, 'lib{{library}}-perl'])
      .prints('lib{{library}}-perl: ')
      .titled('post: the library that /srv/page loads is a file of that package, as it was packed')
      .why('A record without files is found at the next search, and its upgrade mends what nobody loads.'),
  },
  questions: {
    open: ask.number(
      'In how many of the six does the attack work, as they were?',
      all.quantity('open', 'start'),
      {
        because: 'The documents name the vulnerable version for two of them.',
      },
    ),
    removed: ask.choice(
      'Which image has a record of the package, and not the package?',
      all.quantity('record', 'start'),
      six.map(({ name }) => name),
      { because: 'dpkg keeps the record of a removed package while its settings are left.' },
    ),
  },
  states: {
    solution: { edits: [newer.shop, newer.kiosk, newer.desk, newer.post, installed] },
    accepts: {
      // Debian's way for both, and the module in the place of a copy.
      'as-debian-does': {
        edits: [
          newer.shop,
          newer.kiosk,
          inDesk.replace('make-deb 1.2.0-1', 'make-deb 1.4.0-1'),
          inPost.replace('make-deb 1.2.0-1', "make-deb '1.2.0-1+deb13u1'"),
          installed,
        ],
      },
      // What needs no upgrade may get one.
      'all-of-them': {
        from: 'solution',
        edits: [
          inGate.replace('make-deb 1.2.0-1+deb13u1', 'make-deb 1.4.0-1'),
          inLamp.replace('make-deb 1.2.0-1', 'make-deb 1.4.0-1'),
        ],
      },
    },
    mistakes: {
      'listed-ones-alone': {
        edits: [newer.shop, newer.desk],
        fails: {
          'in-kiosk': 'ONCLICK',
          'in-post': 'ONCLICK',
          recorded: 'has no lib',
          'recorded-so': 'has no lib',
          'recorded-file': 'no path found',
        },
      },
      // The attack ends, and so does the text: the library is as it was.
      'quotes-dropped': {
        from: 'solution',
        edits: [
          older.desk,
          older.post,
          edit('pages/page.pl').replace('uc $ARGV[0]', `uc($ARGV[0] =~ tr/"//dr)`),
        ],
        fails: { 'in-desk': 'ONCLICK', 'in-post': 'ONCLICK', 'recorded-so': '1.2.0-1', gate: '&lt;BC' },
      },
      // Build information is what the build says of itself.
      'version-written-alone': {
        from: 'solution',
        edits: [
          inShop.replace('COPY lib/go/$VERSION/', 'COPY lib/go/1.2.0/'),
          // And a service that was safe is one no more.
          inGate.replace('make-deb 1.2.0-1+deb13u1', 'make-deb 1.2.0-1'),
        ],
        fails: { 'in-shop': 'ONCLICK', gate: '&lt;B"C"' },
      },
      // The first quotation mark is escaped, the second ends the value. And the page of post does not load what is installed.
      'first-quote-alone': {
        from: 'solution',
        edits: [
          older.desk,
          edit('pages/page.pl').replace(
            'Title::attribute(uc $ARGV[0])',
            'Title::attribute(uc $ARGV[0]) =~ s/"/&quot;/r',
          ),
          inPost.insertAfter(
            'COPY --chmod=755 pages/page.pl /srv/page',
            `COPY lib/perl/1.4.0-1.pm /srv/lib/Title.pm\nRUN sed -i 's,^use Title,use lib "/srv/lib"; use Title,' /srv/page`,
          ),
        ],
        fails: { 'in-desk': 'ONCLICK="X"', 'recorded-file': 'no path found' },
      },
      // The package is there, and another version's file over its own.
      'file-over-the-package': {
        from: 'solution',
        edits: [
          inPost.replace('make-deb 1.4.0-1', 'make-deb 1.2.0-1+deb13u1'),
          inPost.insertAfter(
            'COPY --chmod=755 pages/page.pl /srv/page',
            'COPY lib/perl/1.4.0-1.pm /usr/share/perl5/Title.pm',
          ),
        ],
        fails: { 'recorded-file': 'is not as it was packed' },
      },
      'file-replaced': {
        edits: [newer.shop, newer.kiosk, newer.desk, newer.post],
        fails: { recorded: 'has no lib', 'recorded-so': 'has no lib', 'recorded-file': 'no path found' },
      },
      'record-of-another': {
        edits: [newer.shop, newer.kiosk, newer.desk, besideTheFile, byHand('1.2.0-1')],
        fails: { 'recorded-so': 'has lib', 'recorded-file': 'files list file for package' },
      },
      'record-by-hand': {
        edits: [newer.shop, newer.kiosk, newer.desk, besideTheFile, byHand('1.4.0-1')],
        fails: { 'recorded-file': 'files list file for package' },
      },
      'library-gone': {
        from: 'solution',
        edits: [
          inDesk.insertAfter('COPY --chmod=755 pages/page.pl /srv/page', 'RUN rm /usr/share/perl5/Title.pm'),
        ],
        fails: { desk: 'Title.pm' },
      },
    },
  },
});
