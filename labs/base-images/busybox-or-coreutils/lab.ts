import { ask, defineLab, edit, life, program, service, vary } from '../../../src/lab/authoring.ts';

const debian = service('debian');
const alpine = service('alpine');
const compose = edit('compose.yaml');
const report = edit('srv/report');

const gnu = {
  largest: "find notes -type f -printf '%s %p\\n' | sort -rn | head -1 | cut -d' ' -f2 | xargs head -1",
  busiest: "grep -oP 'client=\\K[a-z-]+' requests",
  due: 'date -d "$(cat rotated) + 31 days" +%F',
  letters: 'wc -m',
};
const mended = {
  largest: report.replace(gnu.largest, 'head -n 1 "notes/$(ls -S notes | head -n 1)"'),
  busiest: report.replace(gnu.busiest, "sed -n 's/.*client=\\([a-z-]*\\).*/\\1/p' requests"),
  due: report.replace(gnu.due, 'date -u -d "@$(($(date -u -d "$(cat rotated)" +%s) + 31 * 86400))" +%F'),
  letters: report.replace(gnu.letters, 'LC_ALL=C.UTF-8 wc -m'),
};

/**
 * Tries the script on the data of another night, which is drawn: with a folder of that in the place of /srv. Prints what
 * was drawn in capitals if the answer is right, else the answer.
 */
const anotherNight = String.raw`
question=$1 drawn=$2
night=/tmp/night-$question
rm -rf "$night" && mkdir -p "$night/notes" || exit 1
sed "s#/srv#$night#g" /srv/report > "$night/report"
name=$(printf %s "$drawn" | tr 2-9 s-z)
number=$(($(printf %s "$drawn" | cksum | cut -d' ' -f1) % 300))
cd "$night"
case $question in
  largest)
    true=first-$name
    printf 'short\n' > notes/door
    { echo "$true"; seq 1 100; } > "notes/$name"
    printf 'longer, by a word\n' > notes/lamp
    ;;
  busiest)
    true=$name
    for client in rare "$name" often "$name" often "$name"; do echo "00:04 client=$client path=/" >> requests; done
    ;;
  due)
    # In a month that has fewer than 31 days, so that a month later is another day.
    set -- 02 04 06 09 11
    shift $((number % 5))
    printf '2026-%s-%02d\n' "$1" $((number / 5 % 28 + 1)) > rotated
    true=$(date -u -d "@$(($(date -u -d "$(cat rotated)" +%s) + 31 * 86400))" +%F)
    ;;
  letters)
    true=$((number + 1))
    for umlaut in $(seq 1 "$true"); do printf ü; done > title
    ;;
esac
answer=$(sh "$night/report" "$question" 2>&1)
if printf '%s\n' "$answer" | grep -qwF -- "$true"; then printf %s "$drawn" | tr a-z A-Z
else echo "$question says $answer, and true is $true"
fi
`;

/** By what each tool says of itself, under whatever name it is called. */
const whoseTools = `
for tool in awk cat cut date find grep head ls sed sort uniq wc xargs; do
  $tool --help 2>&1 | grep -q '^BusyBox v' || others="$others $tool"
done
if [ -z "$others" ]; then echo 'all are of BusyBox'; else echo "not of BusyBox:$others"; fi
`;

const asks = (container: typeof debian, question: string) =>
  program(container, ['sh', '-c', anotherNight, 'sh', question, '{{nonce}}'], { parallel: true })
    .prints('{{nonce_upper}}')
    .titled(`${container.name}: \`report ${question}\` is right`)
    .why(
      'One script serves both containers, so it has to be right in both. The check uses other data than yours.',
    )
    .readMore('/base-images/#one-script-two-userlands');

export default defineLab({
  title: 'One script, two userlands',
  level: 'fix',
  minutes: 15,
  after: ['base-images/measure'],
  images: ['debian:trixie-slim', 'alpine:3.22'],
  opens: 'srv/report',
  takeaway: {
    file: 'srv/report',
    why: 'What POSIX has runs on both userlands; what only one has is worth a second look.',
  },
  vars: { word: vary.word(), day: vary.number(10, 28) },
  guards: {
    'debian-runs': debian
      .container(life.running())
      .why('The script is tried in a container that runs.')
      .readMore('/base-images/#one-script-two-userlands'),
    'alpine-runs': alpine
      .container(life.running())
      .why('The script is tried in a container that runs.')
      .readMore('/base-images/#one-script-two-userlands'),
  },
  tasks: {
    listen: {
      title: 'Ask all four questions',
      questions: ['files'],
      hints: [
        'The script takes one question at a time: largest, busiest, due, letters. Ask them in both containers.',
        '`docker compose exec alpine sh /srv/report largest`, and so on. In `alpine` three questions end with an error. In `debian` one prints a wrong number without an error.',
        'The title in `srv/title` has 29 letters, and `debian` counts more. For the files: `docker compose exec alpine find / -xdev -type f | wc -l`.',
      ],
    },
    mend: {
      title: 'Make the script right on both',
      checks: [
        'alpine-largest',
        'alpine-busiest',
        'alpine-due',
        'debian-letters',
        'alpine-letters',
        'debian-largest',
        'debian-busiest',
        'debian-due',
        'still-busybox',
      ],
      hints: [
        'find(1), grep(1) and date(1) of POSIX have neither `-printf` nor `-P` nor relative dates. wc(1) counts characters as the locale defines them.',
        '`ls -S` sorts by size. `sed -n s/…/\\1/p` cuts a piece out of a line. Both `date` programs read `@SECONDS`. Debian’s images have a locale C.UTF-8.',
        'largest: `head -n 1 "notes/$(ls -S notes | head -n 1)"`. busiest, in place of grep: `sed -n "s/.*client=\\([a-z-]*\\).*/\\1/p" requests`. due: `seconds=$(date -u -d "$(cat rotated)" +%s)`, then `date -u -d "@$((seconds + 31 * 86400))" +%F`. letters: `LC_ALL=C.UTF-8 wc -m`.',
      ],
    },
  },
  checks: {
    'alpine-largest': asks(alpine, 'largest')
      .why('Alpine’s find has no `-printf`. That option is GNU’s.')
      .readMore('/base-images/#one-script-two-userlands'),
    'alpine-busiest': asks(alpine, 'busiest')
      .why('Alpine’s grep has no `-P`. GNU’s has it if it was built with PCRE.')
      .readMore('/base-images/#one-script-two-userlands'),
    'alpine-due': asks(alpine, 'due')
      .why('BusyBox’s date reads a date, but not “+ 31 days” behind it.')
      .readMore('/base-images/#one-script-two-userlands'),
    'debian-letters': asks(debian, 'letters')
      .why(
        'Without a locale, glibc takes each byte for a character. The number is wrong, and no error is printed.',
      )
      .readMore('/base-images/#one-script-two-userlands'),
    'alpine-letters': asks(alpine, 'letters'),
    'debian-largest': asks(debian, 'largest'),
    'debian-busiest': asks(debian, 'busiest'),
    'debian-due': asks(debian, 'due'),
    'still-busybox': program(alpine, ['sh', '-c', whoseTools])
      .prints('all are of BusyBox')
      .titled('alpine: its tools are still those of BusyBox')
      .why(
        'With other tools installed the script may run here. It would still fail on an Alpine without them.',
      )
      .readMore('/base-images/#two-differences'),
  },
  questions: {
    files: ask.number(
      'How many files does the alpine image have? (`find / -xdev -type f` counts them.)',
      alpine.now.imageFiles(),
      {
        within: 0.05,
        unit: 'files',
        because: 'Alpine has hundreds of commands in few files. Most of their names are links to BusyBox.',
      },
    ),
  },
  states: {
    solution: { edits: Object.values(mended) },
    accepts: {
      'awk-does-it': {
        edits: [
          report.replace(
            gnu.largest,
            'wc -c notes/* | awk \'$2 != "total" && $1 > n { n = $1; file = $2 } END { getline < file; print }\'',
          ),
          report.replace(
            `${gnu.busiest} | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }'`,
            "awk -F'client=| path' '{ n[$2]++ } END { for (c in n) if (n[c] > most) { most = n[c]; who = c } print who }' requests",
          ),
          report.replace(
            gnu.due,
            'awk -F- \'{ split("31 28 31 30 31 30 31 31 30 31 30 31", long, " "); d = $3 + 31; m = $2 + 0; while (d > long[m]) d -= long[m++]; printf "%d-%02d-%02d\\n", $1, m, d }\' rotated',
          ),
          report.replace(gnu.letters, 'LC_ALL=C.UTF-8 wc -m'),
        ],
      },
      'asks-which-one': {
        edits: [
          mended.largest,
          mended.busiest,
          report.replace(
            gnu.due,
            'if [ -L /bin/date ] && readlink -f /bin/date | grep -q busybox; then day=$(date -u -d "$(cat rotated)" +%s); date -u -d "@$((day + 2678400))" +%F; else date -d "$(cat rotated) + 31 days" +%F; fi',
          ),
          compose.set('services.debian.environment', { LC_ALL: 'C.UTF-8' }),
        ],
      },
    },
    mistakes: {
      'one-left': {
        edits: [mended.largest, mended.busiest, mended.letters],
        fails: { 'alpine-due': 'invalid date' },
      },
      'date-alone': {
        edits: [mended.due],
        fails: {
          'alpine-largest': 'largest says',
          'alpine-busiest': 'busiest says',
          'debian-letters': 'letters says',
        },
      },
      'busybox-only': {
        edits: [
          mended.letters,
          report.replace(gnu.largest, 'busybox head -n 1 "notes/$(busybox ls -S notes | busybox head -n 1)"'),
          report.replace(gnu.busiest, "busybox sed -n 's/.*client=\\([a-z-]*\\).*/\\1/p' requests"),
          report.replace(
            gnu.due,
            'busybox date -u -d "@$(($(busybox date -u -d "$(cat rotated)" +%s) + 31 * 86400))" +%F',
          ),
        ],
        fails: {
          'debian-largest': 'busybox',
          'debian-busiest': 'busybox',
          'debian-due': 'busybox',
        },
      },
      'by-heart': {
        edits: [
          mended.largest,
          mended.busiest,
          mended.letters,
          report.replace(gnu.due, 'echo 2026-03-{{day}}'),
        ],
        fails: { 'alpine-due': 'due says 2026-03-', 'debian-due': 'due says 2026-03-' },
      },
      'a-month-later': {
        edits: [
          mended.largest,
          mended.busiest,
          mended.letters,
          report.replace(gnu.due, 'awk -F- \'{ printf "%s-%02d-%s\\n", $1, $2 + 1, $3 }\' rotated'),
        ],
        fails: { 'alpine-due': 'and true is 2026-', 'debian-due': 'and true is 2026-' },
      },
      'letters-by-perl': {
        edits: [
          mended.largest,
          mended.busiest,
          mended.due,
          report.replace(gnu.letters, "perl -CS -ne 'print length'"),
        ],
        fails: { 'alpine-letters': 'perl' },
      },
      'another-image': {
        edits: [mended.letters, compose.set('services.alpine.image', 'debian:trixie-slim')],
        fails: { 'still-busybox': 'not of BusyBox: awk' },
      },
    },
  },
});
