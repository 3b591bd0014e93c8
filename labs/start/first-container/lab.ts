import {
  ask,
  caps,
  defineLab,
  edit,
  files,
  http,
  networks,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const web = service('web');
const compose = edit('compose.yaml');

const as = (who: string) => compose.set('services.web.user', who);
const sealed = compose.set('services.web.read_only', true);
const programReadOnly = compose.replace('./web:/srv', './web:/srv:ro');

export default defineLab({
  title: 'One line of a compose file',
  level: 'guided',
  minutes: 10,
  images: ['debian:trixie-slim'],
  grants: ['bot', 'admin', 'db'].map((name) => ({
    service: name,
    key: 'ports' as const,
    value: '0.0.0.0',
    words: `${name}, of a stack that only the text shows, may answer on every address of the machine`,
  })),
  takeaway: {
    file: 'compose.yaml',
    why: 'user, read_only and :ro cost nothing where a service writes nothing: start with them, and loosen what breaks.',
  },
  vars: { greeting: vary.word() },
  guards: {
    serves: http(web, 8080, '/{{nonce}}')
      .says('{{greeting}}, {{nonce_upper}}!')
      .titled('web: still serves your greeting')
      .why(
        'A server that is made more secure must still do its work. The other checks wait until it answers.',
      )
      .readMore('/start/#a-first-container'),
    alone: web
      .container(networks.unshared())
      .titled('web: no other service answers in its place')
      .why(
        'The checks judge web. Another container in its network could answer instead, with the powers that web gave up.',
      )
      .readMore('/start/#a-first-container'),
  },
  tasks: {
    look: {
      title: 'Find the process',
      questions: ['host-pid', 'kernel'],
      hints: [
        'Each answer is one command in the terminal. The first asks the engine, the second asks the kernel.',
        '`docker inspect` prints the host’s process id of a container’s first process. In the container, uname(1) asks the kernel.',
        '`docker inspect -f "{{.State.Pid}}" $(docker compose ps -q web)`, and what `docker compose exec web uname -r` prints.',
      ],
    },
    user: {
      title: 'Run as somebody else',
      readMore: '/start/#one-line',
      checks: ['not-root', 'powerless'],
      hints: [
        'Compose has a key for the user that a service runs as. It stands beside `image:`.',
        '`user:` takes a name that the image knows, or any number: the kernel asks for no entry in /etc/passwd.',
        'Below `image: debian:trixie-slim`, just as far to the right: `user: "10001"`. Then press Run.',
      ],
    },
    write: {
      title: 'Make both file systems read-only',
      readMore: '/start/#what-is-left-to-write-to',
      checks: ['sealed', 'program'],
      hints: [
        'There are two to change: the root file system of the container, and your folder `web`, which is mounted at `/srv`.',
        '`read_only:` is a key of the service. A line of `volumes:` may have a third part, after a second colon.',
        '`read_only: true` beside `user:`, and `./web:/srv:ro` under `volumes:`.',
      ],
    },
  },
  checks: {
    'not-root': web
      .everyProcess(user.notRoot())
      .why(
        'Unless the engine makes a user namespace, user 0 in the container is user 0 of the host. A process that gets out is root there.',
      ),
    powerless: web
      .everyProcess(caps.effective.none())
      .why(
        'Capabilities are pieces of root’s power. By default Docker leaves root fourteen, and an intruder in the service has them too.',
      ),
    sealed: web
      .container(files.rootReadOnly())
      .why('An intruder cannot change the programs of a read-only root file system, or leave files in it.'),
    program: web
      .container(files.writableWithin('/', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'))
      .titled('web: can write to nothing that is mounted')
      .why(
        '`read_only` leaves mounts as they are. Through a writable one, root in the container could change the server’s program.',
      ),
  },
  questions: {
    'host-pid': ask.number('Which process id does the server have on the host?', web.now.hostPid(), {
      because:
        'Inside it is process 1, outside it is one process among others. Both numbers name the same process of one kernel.',
    }),
    kernel: ask.text('Which release of the kernel does the container run on?', web.now.kernelRelease(), {
      because: 'The image brought Debian’s programs. The kernel is that of the engine’s host.',
    }),
  },
  states: {
    solution: { edits: [as('10001'), sealed, programReadOnly] },
    accepts: {
      'by-name': { edits: [as('nobody'), sealed, programReadOnly] },
      'by-setpriv': {
        edits: [
          compose.set(
            'services.web.command',
            'setpriv --reuid=10001 --regid=10001 --clear-groups perl /srv/server.pl',
          ),
          sealed,
          programReadOnly,
        ],
      },
      'image-of-its-own': {
        edits: [
          edit('Dockerfile').write('FROM debian:trixie-slim\nCOPY web/server.pl /srv/\n'),
          compose.unset('services.web.image'),
          compose.set('services.web.build', '.'),
          compose.unset('services.web.volumes'),
          as('10001'),
          sealed,
        ],
      },
      'as-a-config': {
        edits: [
          compose.set('configs', { program: { file: './web/server.pl' } }),
          compose.set('services.web.configs', [{ source: 'program', target: '/srv/server.pl' }]),
          compose.unset('services.web.volumes'),
          as('10001'),
          sealed,
        ],
      },
      'program-alone': {
        edits: [
          as('10001'),
          sealed,
          compose.set('services.web.volumes', ['./web/server.pl:/srv/server.pl:ro']),
        ],
      },
      'mount-spelt-out': {
        edits: [
          as('10001:10001'),
          sealed,
          compose.set('services.web.volumes', [
            { type: 'bind', source: './web', target: '/srv', read_only: true },
          ]),
        ],
      },
    },
    mistakes: {
      'group-only': {
        edits: [as('0:10001'), sealed, programReadOnly],
        fails: { 'not-root': 'uid 0 (root)', powerless: 'CHOWN' },
      },
      'root-without-powers': {
        edits: [compose.set('services.web.cap_drop', ['ALL']), sealed, programReadOnly],
        fails: { 'not-root': 'uid 0 (root)' },
      },
      'mount-forgotten': {
        edits: [as('10001'), sealed],
        fails: { program: 'can write to /srv' },
      },
      'mounted-twice': {
        edits: [as('10001'), sealed, compose.set('services.web.volumes', ['./web:/srv:ro', './web:/data'])],
        fails: { program: 'can write to /data' },
      },
      'real-id-kept': {
        from: 'solution',
        edits: [
          compose.unset('services.web.user'),
          compose.set('services.web.command', [
            'perl',
            '-e',
            '$) = "10001 10001"; $> = 10001; exec "perl", "/srv/server.pl"',
          ]),
        ],
        fails: { 'not-root': 'may make itself root again' },
      },
      'another-answers': {
        edits: [
          programReadOnly,
          compose.set('services.front', {
            image: 'debian:trixie-slim',
            command: 'perl /srv/server.pl',
            environment: { GREETING: '{{greeting}}' },
            network_mode: 'service:web',
            volumes: ['./web:/srv'],
          }),
          compose.set('services.web.command', 'sleep infinity'),
          as('10001'),
          sealed,
        ],
        fails: { alone: 'front' },
      },
      'root-forgotten': {
        edits: [as('10001'), programReadOnly],
        fails: { sealed: 'root file system is writable' },
      },
      'greeting-lost': {
        from: 'solution',
        edits: [compose.set('services.web.environment.GREETING', 'hello')],
        fails: { serves: 'expected status 200 with' },
      },
    },
    scenes: {
      'user-only': { edits: [as('10001')] },
      'soft-stack': {
        shared: [
          { from: 'thread/app', to: 'app' },
          { from: 'thread/soft', to: '' },
        ],
        images: ['golang:1.24-trixie', 'postgres:17'],
        edits: [edit('web/server.pl').remove()],
      },
    },
  },
});
