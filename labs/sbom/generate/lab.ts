import { ask, defineLab, edit, image, program, service, vary } from '../../../src/lab/authoring.ts';
import { asksTheScanner } from './asks-the-scanner.ts';

const app = service('app');
const scan = edit('scanner/scan');

/** A run for each line, since a message has room for one line. */
const scanned = (...kinds: string[]) =>
  program(app, ['perl', '-e', asksTheScanner, '{{nonce}}', '{{library}}', ...kinds], {
    in: 'workbench',
    withinMs: 40_000,
  });
const ofDpkg = scanned('database', 'removed');
/** The programs of app that neither dpkg nor Go's linker left a record of. */
const unrecorded = program(app, [
  'sh',
  '-c',
  'cd /usr/local/bin; for each in *; do grep -q "Go buildinf:" "$each" || echo "$each"; done',
]);

const readers = (...names: string[]) =>
  scan.replace('  database\n}', `  ${['database', ...names].join('\n  ')}\n}`);
const beforeTheList = (text: string) => scan.replace('{\n  database\n', `${text}\n\n{\n  database\n`);
const programs = `# Go's linker writes into a program which modules it is made of.
programs() {
  go version -m "$root/usr/local/bin" | awk -F '\\t' -v OFS='\\t' -v root="$root" '
    !/^\\t/ {file = substr($1, length(root) + 1); sub(/: .*/, "", file)}
    $2 == "mod" || $2 == "dep" {print $3, $4, "pkg:golang/" $3 "@" $4, file}'
}`;
const vendored = `# A library of JavaScript says in package.json what it is.
vendored() {
  find "$root" -path '*/vendor/*/package.json' | while read -r file; do
    name=$(sed -n 's/^ *"name": "\\(.*\\)".*/\\1/p' "$file")
    version=$(sed -n 's/^ *"version": "\\(.*\\)".*/\\1/p' "$file")
    printf '%s\\t%s\\tpkg:npm/%s@%s\\t%s\\n' "$name" "$version" "$name" "$version" "\${file#"$root"}"
  done
}`.replaceAll('\\$', '$');
const both = [beforeTheList(`${programs}\n\n${vendored}`), readers('programs', 'vendored')];
const build = ['sh build.sh'];

export default defineLab({
  title: 'A scanner of your own',
  level: 'guided',
  minutes: 20,
  seat: 'nested',
  needs: { images: 'containerd' },
  images: ['debian:trixie-slim', 'golang:1.24-trixie'],
  shared: [
    { from: 'sbom/tools', to: '' },
    { from: 'sbom/scanner', to: 'scanner' },
  ],
  opens: 'scanner/scan',
  takeaway: {
    file: 'scanner/scan',
    why: 'A scanner reads records. A file that came without one is in no list.',
  },
  vars: { library: vary.word(), widget: vary.word(), program: vary.word() },
  guards: {
    greets: program(app, ['greet', '{{nonce}}'])
      .prints('HELLO {{nonce_upper}}')
      .titled('app: greets with the library')
      .why('A library that is taken out needs no entry.')
      .readMore('/sbom/#what-a-scanner-reads'),
  },
  tasks: {
    attach: {
      title: 'Attach a statement',
      readMore: '/sbom/#a-directory-in-a-document-out',
      checks: ['attested', 'complete'],
      hints: [
        'Run builds `app` with Compose, and Compose here asks for no statement. `build.sh` does.',
        'The flag is `--sbom generator=IMAGE` of `docker buildx build`.',
        '`sh build.sh`, then `sh statements.sh app | jq .predicateType`. After each **Run**, build again.',
      ],
    },
    modules: {
      title: 'Read what Go wrote down',
      readMore: '/sbom/#what-a-scanner-reads',
      checks: ['module-listed', 'reads-modules'],
      hints: [
        'The image of the scanner has Go. `go version -m FOLDER` prints the modules of the programs in a folder.',
        'A reader is a function of `scan` that prints four fields with tabs between. Its name stands in the list at the end.',
        '`go version -m "$root/usr/local/bin"` has a line for each module: a tab, `mod` or `dep`, a tab, the name, a tab, the version. awk(1) with `-F "\\t"` turns that into `$3, $4, "pkg:golang/" $3 "@" $4, "/usr/local/bin"`.',
      ],
    },
    vendored: {
      title: 'Read a vendored folder',
      readMore: '/sbom/#what-a-scanner-reads',
      checks: ['vendored-listed', 'reads-vendored', 'reads-database', 'removed'],
      questions: ['unrecorded'],
      hints: [
        'Below `/srv/web/vendor` each folder has a `package.json`, with `"name"` and `"version"` on lines of their own.',
        'find(1) with `-path "*/vendor/*/package.json"` finds them below `$root`; sed(1) takes out what stands in quotes.',
        '`sed -n \'s/^ *"name": "\\(.*\\)".*/\\1/p\' "$file"`, the same for `version`, then `printf "%s\\t%s\\tpkg:npm/%s@%s\\t%s\\n"` with both, both again, and the file.',
      ],
    },
  },
  checks: {
    attested: app
      .image(image.attested('spdx'))
      .titled('app: a statement with an SPDX document is attached to its image')
      .points(2)
      .why(
        'A document beside an image may be of another image. A statement names the digest that it is about.',
      ),
    complete: app
      .image(image.installedListed())
      .titled('app: a statement about it lists each installed package, with its version')
      .why('Who searches for a package searches for a name and a version.'),
    'module-listed': app
      .image(image.listed('drydock.example/{{library}}', 'v1.3.0'))
      .titled('app: a statement about it lists the module, with its version')
      .why('The library is in a program, and no package manager installed it.'),
    'reads-modules': scanned('modules')
      .prints('modules:yes')
      .titled('app: its scanner lists a module that Check draws')
      .points(2)
      .why('Check gives your scanner a root that it has not seen, by the same protocol.'),
    'vendored-listed': app
      .image(image.listed('{{widget}}', '2.1.0'))
      .titled('app: a statement about it lists the vendored library, with its version')
      .why('A vendored library gets no upgrade from anybody, so a list has to name it.'),
    'reads-vendored': scanned('vendored')
      .prints('vendored:yes')
      .titled('app: its scanner lists vendored libraries that Check draws, with their package URLs')
      .points(2)
      .why('Names that stand in the scanner are listed for every image, whatever is in it.'),
    'reads-database': ofDpkg
      .prints('database:yes')
      .titled('app: its scanner still lists what dpkg has installed')
      .why('One reader more must not cost another.'),
    removed: ofDpkg
      .prints('removed:no')
      .titled('app: its scanner lists no package that was removed')
      .why('dpkg keeps a record of what it removed while settings are left. Its name is not the package.'),
  },
  questions: {
    unrecorded: ask.text(
      'One program in /usr/local/bin of app is in no statement of yours. Which one? Write its name without the folder.',
      unrecorded.quantity(),
      { because: 'It was copied from another image. The record of its package stayed there.' },
    ),
  },
  states: {
    solution: { edits: both, run: build },
    accepts: {
      // A scan more than one is allowed, so each reader may write a document of its own.
      'a-document-each': {
        edits: [
          beforeTheList(`${programs}\n\n${vendored}`),
          scan.replace(
            '{\n  database\n} | awk -v name="$(basename "$root")" -f /usr/local/bin/statement.awk \\\n  > "$BUILDKIT_SCAN_DESTINATION/$(basename "$root").spdx.json"',
            'for reader in database programs vendored; do\n  $reader | awk -v name="$reader" -f /usr/local/bin/statement.awk > "$BUILDKIT_SCAN_DESTINATION/$reader.spdx.json"\ndone',
          ),
        ],
        run: build,
      },
      // Every file is asked, wherever it lies, and what is no program of Go is passed over.
      'programs-anywhere': {
        edits: [
          beforeTheList(
            `${programs.replace('go version -m "$root/usr/local/bin"', 'find "$root" -xdev -type f -perm -100 -size +200k -exec go version -m {} + 2> /dev/null')}\n\n${vendored}`,
          ),
          readers('vendored', 'programs'),
        ],
        run: build,
      },
    },
    mistakes: {
      'not-attached': {
        edits: both,
        run: ['docker compose build --quiet scanner'],
        fails: {
          attested: 'no statement about it',
          complete: 'no statement of spdx',
          'module-listed': 'no statement of spdx',
          'vendored-listed': 'no statement of spdx',
        },
      },
      'database-alone': {
        edits: [],
        run: build,
        fails: {
          'module-listed': 'is not among them',
          'reads-modules': 'modules:no (wanted drydock.example/',
          'vendored-listed': 'is not among them',
          'reads-vendored': 'vendored:no (wanted w',
        },
      },
      'names-written-down': {
        edits: [
          beforeTheList(
            `known() {\n  printf '%s\\t%s\\tpkg:generic/%s\\t%s\\n' drydock.example/{{library}} v1.3.0 module /usr/local/bin {{widget}} 2.1.0 widget /srv/web\n}`,
          ),
          readers('known'),
        ],
        run: build,
        fails: { 'reads-modules': 'modules:no', 'reads-vendored': 'vendored:no' },
      },
      // The vendored library has its own version, and a package URL of another kind.
      'version-written-down': {
        edits: [
          beforeTheList(
            `${programs.replace('print $3, $4, "pkg', 'print $3, "v1.3.0", "pkg')}\n\n${vendored.replace('pkg:npm/', 'pkg:generic/')}`,
          ),
          readers('programs', 'vendored'),
        ],
        run: build,
        fails: {
          'reads-modules': 'modules:no (wanted drydock.example/',
          'reads-vendored': 'vendored:no (wanted pkg:npm/w',
        },
      },
      'without-versions': {
        edits: [
          beforeTheList(
            `${programs.replace('print $3, $4, "pkg', 'print $3, "", "pkg')}\n\n${vendored.replace('"$name" "$version" "$name"', '"$name" "" "$name"')}`,
          ),
          readers('programs', 'vendored'),
          scan.replace('print $1, $2, $3, $4', 'print $1, "", $3, $4'),
        ],
        run: build,
        fails: {
          complete: 'lack',
          'module-listed': 'with the version none',
          'reads-modules': 'modules:no',
          'vendored-listed': 'with the version none',
          'reads-vendored': 'vendored:no',
          'reads-database': 'database:no',
        },
      },
      // The places where app has its program and its library; below, the folder's name for the library's.
      'places-written-down': {
        from: 'solution',
        edits: [
          scan.replace('go version -m "$root/usr/local/bin"', 'go version -m "$root/usr/local/bin/greet"'),
          scan.replace(`-path '*/vendor/*/package.json'`, `-path '*/srv/web/vendor/*/package.json'`),
        ],
        run: build,
        fails: {
          'reads-modules': 'modules:no (wanted drydock.example/',
          'reads-vendored': 'vendored:no (wanted w',
        },
      },
      'named-after-the-folder': {
        from: 'solution',
        edits: [
          scan.replace(
            `name=$(sed -n 's/^ *"name": "\\(.*\\)".*/\\1/p' "$file")`,
            'name=$(basename "$(dirname "$file")")',
          ),
        ],
        run: build,
        fails: { 'reads-vendored': 'vendored:no (wanted w' },
      },
      // And of vendored libraries the first alone.
      'removed-listed': {
        edits: [
          ...both,
          scan.replace('$5 == "installed" {print', '{print'),
          scan.replace(`/package.json' | while`, `/package.json' | head -1 | while`),
        ],
        run: build,
        fails: { removed: 'removed:yes', 'reads-vendored': 'vendored:no (wanted w' },
      },
      'library-taken-out': {
        from: 'solution',
        edits: [
          edit('app/greet/main.go').replace(
            'fmt.Println(greeting.Of(strings.Join(os.Args[1:], " ")))',
            '_ = greeting.Of\n\tfmt.Println("HELLO " + strings.Join(os.Args[1:], " "))',
          ),
        ],
        run: build,
        fails: { greets: 'HELLO' },
      },
    },
  },
});
