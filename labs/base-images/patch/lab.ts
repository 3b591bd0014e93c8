import { ask, defineLab, edit, http, image, program, service } from '../../../src/lab/authoring.ts';

const feeds = service('feeds');
const dockerfile = edit('Dockerfile');
const server = edit('feeds.py');

const on = (base: string) => dockerfile.replace('FROM drydock/python:12', `FROM ${base}`);
/** The library itself, and nothing that says so. */
const libraryCopied =
  'COPY --from=drydock/python:12-security /usr/lib/*-linux-gnu/libexpat.so.1* /usr/lib/python3/';
const inFrontOfTheOther = 'ENV LD_LIBRARY_PATH=/usr/lib/python3';
const recordChanged = "RUN sed -i 's/2.5.0-1+deb12u2/2.5.0-1+deb12u5/' /var/lib/dpkg/status";

/**
 * Prints how much more work the library of the image has with eight times as many attributes. It is asked itself, in a
 * process of its own, since a service could sleep over short documents or leave declarations out. It is asked with
 * attributes of a name that is drawn, and has to tell all of them. Time of the CPU is not that of what else runs here.
 */
const growth = program(
  feeds,
  [
    'python3',
    '-I',
    '-S',
    '-c',
    `
import pyexpat, sys, time
word = sys.argv[1]

def work(number):
    names = [f'a{word}{each}' for each in range(number)]
    declared = ' '.join(f'{name} CDATA "{name}"' for name in names)
    found, parser = {}, pyexpat.ParserCreate()
    parser.StartElementHandler = lambda _, attributes: found.update(attributes)
    began = time.process_time()
    parser.Parse(f'<!DOCTYPE feed [<!ATTLIST feed {declared}>]><feed/>', True)
    took = time.process_time() - began
    if found != {name: name for name in names}:
        sys.exit(f'of a document with {number} attributes the library tells {len(found)}')
    return took

short = min(work(10000) for each in range(3))
print(f'times {work(80000) / short:.1f}')
`,
    '{{nonce}}',
  ],
  { withinMs: 60_000 },
);

/** Sends a document to the service from inside its container, and has its answer as text. */
const post = String.raw`
import socket, sys
word = sys.argv[1]

def post(document):
    answer = b''
    try:
        with socket.create_connection(('127.0.0.1', 8080)) as service:
            service.sendall(f'POST / HTTP/1.0\r\nContent-Length: {len(document)}\r\n\r\n{document}'.encode())
            while piece := service.recv(65536):
                answer += piece
    except OSError as error:
        answer = str(error).encode()
    return answer.decode()
`;

/** Prints the word in capitals where a document that ends too early is refused, and a long one that does not is read. */
const refusal = program(feeds, [
  'python3',
  '-c',
  `${post}
declared = ' '.join(f'a{each} CDATA ""' for each in range(20000))
whole = post(f'<!DOCTYPE feed [<!ATTLIST feed {declared}>]><feed><title>{word}</title></feed>')
broken = post(f'<feed><title>{word}</feed>')
refused = ' 400 ' in broken and word.upper() not in broken
if word.upper() not in whole: sys.exit(f'a document with 20,000 attributes is answered by {whole!r}')
print(word.upper() if refused else 'a broken document is not refused')
`,
  '{{nonce}}',
]);

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is dpkg-query's own.
const installed = program(feeds, ['dpkg-query', '-W', '-f', '${Version}', 'libexpat1'], { parallel: true });

export default defineLab({
  title: 'One advisory, one library',
  level: 'fix',
  minutes: 12,
  after: ['base-images/measure'],
  images: ['drydock/python:12', 'drydock/python:12-security'],
  opens: 'Dockerfile',
  takeaway: {
    file: 'send.py',
    why: 'A program that shows the vulnerability also shows that it is gone. A version number only claims it.',
  },
  guards: {
    serves: http(feeds, 8080, '/{{nonce}}')
      .says('{{nonce_upper}}')
      .titled('feeds: still reads documents')
      .why('The service has to do its work, before the upgrade and after it.')
      .readMore('/base-images/#what-an-upgrade-is-for'),
  },
  tasks: {
    before: {
      title: 'Show that the advisory concerns you',
      questions: ['times'],
      hints: [
        '`advisory.txt` names a package and a version. dpkg-query(1) in the container knows which version is installed.',
        '`/srv/send.py` in the container sends the service a document. Its argument says how many attributes the document declares.',
        '`docker compose exec feeds python3 /srv/send.py 10000`, then the same with 80000. Divide the second time by the first.',
      ],
    },
    upgrade: {
      title: 'Upgrade, and show that the vulnerability is gone',
      checks: ['closed', 'recorded', 'parses'],
      questions: ['version'],
      hints: [
        'The library comes with the base image, and the program in `feeds.py` is not at fault.',
        '`drydock/python:12-security` is the same base, with the library of Debian’s security archive.',
        'In the `Dockerfile`: `FROM drydock/python:12-security`. Then press Run, and send the documents again.',
      ],
    },
  },
  checks: {
    closed: growth
      .number('times')
      .atMost(20)
      .points(2)
      .titled('feeds: eight times the attributes take at most twenty times as long')
      .why('While one such document is read, this service answers nobody else.')
      .readMore('/base-images/#what-an-upgrade-is-for'),
    recorded: feeds
      .image(image.packageAtLeast('libexpat1', '2.5.0-1+deb12u4'))
      .titled('feeds: its package database has a fixed version of libexpat1')
      .why(
        'Scanners read this record. If a library is replaced and the record is not, they go on reporting it.',
      )
      .readMore('/base-images/#what-an-upgrade-is-for'),
    parses: refusal
      .prints('{{nonce_upper}}')
      .titled('feeds: still refuses what is not XML')
      .why('The service still has to parse what it is sent, and refuse what is not XML.')
      .readMore('/base-images/#what-an-upgrade-is-for'),
  },
  questions: {
    times: ask.number(
      'Before the upgrade, one document has 80,000 attributes and another 10,000. How many times as long does the larger take?',
      growth.quantity('times', 'start'),
      {
        within: 0.5,
        because:
          'Work that grows with the length takes eight times as long. Here it grows with the square of the number.',
      },
    ),
    version: ask.text('Which version of libexpat1 is installed after the upgrade?', installed.quantity(), {
      because: 'Debian keeps the version of upstream, 2.5.0, and counts its own changes behind it.',
    }),
  },
  states: {
    solution: { edits: [on('drydock/python:12-security')] },
    accepts: {
      'base-as-an-argument': {
        edits: [
          dockerfile.replace(
            'FROM drydock/python:12',
            'ARG BASE=drydock/python:12-security\nFROM $' + '{BASE}',
          ),
        ],
      },
    },
    mistakes: {
      'record-alone': {
        edits: [dockerfile.insertAfter('COPY feeds.py send.py /srv/', recordChanged)],
        fails: { closed: 'times' },
      },
      'library-alone': {
        edits: [
          dockerfile.insertAfter('COPY feeds.py send.py /srv/', `${libraryCopied}\n${inFrontOfTheOther}`),
        ],
        fails: { recorded: '2.5.0-1+deb12u2' },
      },
      'long-documents-refused': {
        from: 'solution',
        edits: [
          server.replace(
            'return path, stream.read(length)',
            "if length > 100000:\n        raise ValueError('too long')\n    return path, stream.read(length)",
          ),
        ],
        fails: { parses: 'a document with 20,000 attributes is answered by' },
      },
      'slow-for-all': {
        edits: [
          server.replace('import socket\nimport sys', 'import socket\nimport sys\nimport time'),
          server.replace(
            '        path, document = receive',
            '        time.sleep(0.3)\n        path, document = receive',
          ),
        ],
        fails: { closed: 'times', recorded: '2.5.0-1+deb12u2' },
      },
      'declarations-left-out': {
        edits: [
          server.replace('import pyexpat', 'import pyexpat\nimport re'),
          server.replace(
            'parser.Parse(document, True)',
            "parser.Parse(re.sub(rb'<!ATTLIST[^>]*>', b'', document), True)",
          ),
        ],
        fails: { closed: 'times', recorded: '2.5.0-1+deb12u2' },
      },
      'parser-gone': {
        from: 'solution',
        edits: [
          server.replace(
            'body = ' + "'200 OK', titles(document)",
            'body = ' + "'200 OK', document.decode().rpartition('<title>')[2].partition('<')[0].upper()",
          ),
        ],
        fails: { parses: 'a broken document is not refused' },
      },
      'without-python': {
        edits: [on('debian:bookworm-slim')],
        fails: { serves: 'no answer' },
      },
    },
  },
});
