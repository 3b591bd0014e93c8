import {
  apart,
  ask,
  defineLab,
  edit,
  http,
  owns,
  program,
  service,
  user,
  vary,
} from '../../../src/lab/authoring.ts';

const box = service('box');
const admin = service('admin');
const contain = edit('contain');

const unshare = (options: string) =>
  contain.replace('unshare --user --map-root-user sh', `unshare --user --map-root-user ${options} sh`);
/** What is done in the new namespaces, each a line of the script. */
const inside = (...lines: string[]) =>
  contain.replace('shift\nexec "$@"', ['shift', ...lines, 'exec "$@"'].join('\n'));

const all = '--mount --pid --fork --uts';
const root = ['mount --bind $new $new', 'mount --rbind /usr $new/usr'];
const proc = 'mount -t proc proc $new/proc';
const pivot = ['cd $new', 'pivot_root . old', 'cd /', 'umount -l old'];
const readMore = '/namespaces/#a-container-without-a-runtime';

/**
 * Prints the user of whoever listens on port 8080, and the mounts of its mount namespace. Whoever enters one has its
 * root, not that of a process in it: setns(2). A process that is only called worker is not looked at.
 */
const lookedAt = program(box, [
  'sh',
  '-c',
  `pids=$(ss -Hltnp 'sport = :8080' | grep -o 'pid=[0-9]*' | cut -d = -f 2 | sort -u)
    [ -n "$pids" ] || { echo 'nobody is seen to listen on port 8080' >&2; exit 9; }
    same() { [ "$(readlink /proc/$1/ns/$2)" = "$(readlink /proc/self/ns/$2)" ]; }
    for pid in $pids; do
      echo uid $(stat -c %u /proc/$pid)
      own=$(readlink /proc/$pid/ns/pid)
      if same $pid mnt; then cat /proc/self/mountinfo; continue; fi
      if same $pid pid; then with=; else with=--pid; fi
      enter="nsenter --target $pid --user --preserve-credentials --mount $with --"
      if [ "$($enter readlink /proc/1/ns/pid 2> /dev/null)" = "$own" ]; then echo proc of its own; else echo proc of another; fi
      $enter cat /proc/self/mountinfo || exit
    done`,
]);

/**
 * Asks for the letter by both of its names, since the workspace has it too, and by spellings whose length is drawn: a
 * program that lies knows few of them.
 */
const spelled = String.raw`
use IO::Socket::INET;
my ($drawn) = @ARGV;
my $times = 1 + ord($drawn) % 7;
my @answers;
for my $path ('/run/letter', '/run' . '/.' x $times . '/letter', '/proc/self/root' x $times . '/run/letter', '/srv/letter') {
  my $box = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8080, Timeout => 2) or die "port 8080: $@\n";
  print $box "GET /file$path HTTP/1.0\r\n\r\n";
  my $answer = (<$box>)[-1] // "\n";
  push @answers, "$path is answered: $answer" unless $answer =~ /No such file or directory|Not a directory/;
}
print @answers, @answers ? () : "out of reach\n";
`;

export default defineLab({
  title: 'A container without a runtime',
  level: 'guided',
  minutes: 20,
  images: ['drydock/tools:1'],
  grants: [
    {
      service: 'box',
      key: 'security_opt',
      value: 'seccomp=unconfined',
      words: 'box has no filter of Docker’s, so that it may make namespaces and mount',
    },
    {
      service: 'box',
      key: 'security_opt',
      value: 'systempaths=unconfined',
      words: 'box has no masks over /proc, so that it may mount another',
    },
    {
      service: '*',
      key: 'security_opt',
      value: 'apparmor=unconfined',
      words: 'no AppArmor profile of Docker’s refuses mounts',
    },
    {
      service: 'admin',
      key: 'cap_add',
      value: 'SYS_ADMIN',
      words: 'admin has the capability that mounts and makes namespaces',
    },
  ],
  opens: 'contain',
  takeaway: {
    file: 'contain',
    why: 'A container in twenty lines of shell, for a machine without Docker and a user without root.',
  },
  vars: { name: vary.word(), secret: vary.word(), uid: vary.uid() },
  guards: {
    works: http(box, 8080, '/turn/{{nonce}}')
      .says('{{name}} {{nonce_reversed}}')
      .titled('box: worker reverses words')
      .why('`docker compose logs box` shows how the script ended.')
      .readMore(readMore),
  },
  tasks: {
    unshare: {
      title: 'New namespaces',
      checks: ['mounts', 'pid', 'names', 'nobody'],
      questions: ['outside'],
      readMore: '/namespaces/#eight-kinds',
      hints: [
        '`contain` makes its namespaces with unshare(1), whose options say which kinds.',
        'unshare(1) has an option for each kind. A new pid namespace begins with the next child.',
        '`exec unshare --user --map-root-user --mount --pid --fork --uts sh "$0" --inside "$@"`',
      ],
    },
    root: {
      title: 'A root of its own',
      checks: ['proc', 'proc-of-its-own', 'letter', 'gone'],
      readMore: '/namespaces/#why-not-chroot',
      hints: [
        'New lines go below `shift` in `contain`. First mount what the program is to see, then change the root, then take the old root away.',
        'pivot_root(2) wants a mount point: `mount --bind $new $new` makes one. `/usr` is bound with all that is mounted on it, `/proc` is mounted anew. `umount -l` takes away a file system that is in use.',
        '`mount --bind $new $new`, `mount --rbind /usr $new/usr`, `mount -t proc proc $new/proc`, `cd $new`, `pivot_root . old`, `cd /`, `umount -l old`, each on a line.',
      ],
    },
    admin: {
      title: 'With power, and with a filter',
      questions: ['refused'],
      readMore: '/namespaces/#with-power-and-with-a-filter',
      hints: [
        'Run the commands of the script in `admin`, by hand.',
        '`docker compose exec admin` starts a program there. `unshare --mount` needs no user namespace where one has SYS_ADMIN.',
        'The command is in the chapter, below this task.',
      ],
    },
  },
  checks: {
    mounts: box
      .processesListening(8080, owns('mnt'))
      .why('mount(2) asks for SYS_ADMIN in the user namespace that owns the mount namespace.'),
    pid: box
      .processesListening(8080, apart('pid').from('init'))
      .why('A process sees, and can signal, the processes of its own pid namespace and of those below it.'),
    names: box
      .processesListening(8080, apart('uts').from('init'))
      .why('A process has the host name of the container until it gets a uts namespace of its own.'),
    nobody: box
      .processesListening(8080, user.notRootOnHost())
      .why('Root of a user namespace that root has made is root outside. No power outside is needed here.'),
    proc: http(box, 8080, '/')
      .says('one of 1,')
      .titled('box: worker sees one process in /proc')
      .why(
        'A proc file system shows the pid namespace of the process that mounted it, not of the process that reads it.',
      ),
    'proc-of-its-own': lookedAt
      .lacks('proc of another')
      .titled('box: /proc in the worker’s mount namespace shows its own pid namespace')
      .why('The other /proc names all processes of the container, whatever the worker says of it.'),
    letter: program(box, ['perl', '-e', spelled, '{{nonce}}'])
      .prints('out of reach')
      .titled('box: worker finds the letter neither in /run nor in /srv, however the path is spelled')
      .points(2)
      .why('A program cannot open by its name a file that is not below its root directory.'),
    gone: lookedAt
      .lacks('/letter')
      .titled('box: the letter is mounted nowhere in the worker’s mount namespace')
      .points(2)
      .why(
        'chroot(2) leaves the old root mounted in the namespace. So does pivot_root(2), until the old root is unmounted.',
      ),
  },
  questions: {
    outside: ask.number(
      'In the user namespace of the worker, `id -u` prints 0. Which user id do the other processes of the container see for the worker?',
      lookedAt.quantity('uid'),
      { because: 'The map of its user namespace has one line: id 0 inside is this id outside, for one id.' },
    ),
    refused: ask.choice(
      'With which error does `pivot_root` end in `admin`?',
      program(admin, [
        'sh',
        '-c',
        'mkdir -p /tmp/q/old; unshare --mount sh -c "mount --bind /tmp/q /tmp/q && cd /tmp/q && LC_ALL=C pivot_root . old" 2>&1 | grep -q "Operation not permitted" && echo error EPERM || echo error none',
      ]).quantity('error'),
      ['EPERM', 'EINVAL', 'none'],
      {
        because:
          'admin has SYS_ADMIN. Docker’s filter has no rule for pivot_root, so its default action answers.',
      },
    ),
  },
  states: {
    solution: { edits: [unshare(all), inside(...root, proc, ...pivot)] },
    accepts: {
      // The old root is stacked below the new one, and needs no directory: pivot_root(2), notes.
      stacked: {
        edits: [
          unshare(`${all} --ipc --cgroup`),
          inside(...root, proc, 'cd $new', 'pivot_root . .', 'umount -l .', 'cd /'),
        ],
      },
      'proc-by-unshare': {
        edits: [
          unshare(`${all} --mount-proc=$new/proc`),
          inside('mount --rbind $new $new', 'mount --rbind /usr $new/usr', ...pivot),
        ],
      },
      // A file system of the namespace's own, into which the program is copied.
      'own-tmpfs': {
        edits: [
          unshare(`${all} --time --kill-child`),
          inside(
            'mount -t tmpfs tmpfs $new',
            'mkdir $new/usr $new/proc $new/srv $new/old',
            'for name in bin lib lib64; do ln -s usr/$name $new/$name; done',
            'cp worker.pl $new/srv',
            'mount --rbind /usr $new/usr',
            proc,
            ...pivot,
          ),
        ],
      },
    },
    mistakes: {
      'namespaces-alone': {
        edits: [unshare(all)],
        fails: {
          proc: 'one of',
          'proc-of-its-own': 'proc of another',
          letter: 'is answered: To ',
          gone: '/letter',
        },
      },
      // Without a mount namespace of its own there is nothing to mount in.
      'mounts-forgotten': {
        edits: [unshare('--pid --fork --uts')],
        fails: {
          mounts: 'another user namespace owns',
          proc: 'one of',
          letter: 'is answered: To ',
          gone: '/letter',
        },
      },
      'chroot-instead': {
        edits: [unshare(all), inside(...root, proc, 'exec chroot $new "$@"')],
        // Whoever enters its mount namespace has the old root, and the old /proc.
        fails: { gone: '/letter', 'proc-of-its-own': 'proc of another' },
      },
      'old-root-stays': {
        edits: [unshare(all), inside(...root, proc, ...pivot.slice(0, -1))],
        fails: { gone: '/letter' },
      },
      'old-proc': {
        edits: [unshare(all), inside(...root, 'mount --rbind /proc $new/proc', ...pivot)],
        fails: { proc: 'one of', 'proc-of-its-own': 'proc of another' },
      },
      'old-proc-and-lie': {
        edits: [
          unshare(all),
          inside(...root, 'mount --rbind /proc $new/proc', ...pivot),
          edit('worker.pl').replace('scalar @processes}', '1}'),
        ],
        fails: { 'proc-of-its-own': 'proc of another' },
      },
      'letter-in-the-bag': {
        edits: [
          unshare(all),
          inside(
            ...root,
            proc,
            'mkdir -p $new/run',
            'touch $new/run/letter',
            'mount --bind /run/letter $new/run/letter',
            ...pivot,
          ),
        ],
        fails: { letter: 'is answered: To ', gone: '/letter' },
      },
      // The workspace has the letter too, and root of the host needs none of this.
      'root-outside-and-the-workspace': {
        edits: [
          unshare(all),
          inside(...root, proc, 'mount --rbind /srv $new/srv', ...pivot),
          edit('compose.yaml').set('services.box.user', '0:0'),
          edit('compose.yaml').unset('services.box.cap_drop'),
          edit('compose.yaml').set('services.box.tmpfs', ['/tmp:exec']),
        ],
        fails: { letter: '/srv/letter is answered: To ', nobody: 'uid 0 (root)' },
      },
      // A program of the same name has the right root, and the one that answers lies for one spelling.
      'decoy-and-lie': {
        edits: [
          unshare(all),
          inside(
            `unshare --mount sh -c "${[...root, proc, 'cp /usr/bin/sleep $new/tmp/worker', ...pivot].join('; ')}; exec /tmp/worker infinity" &`,
            'mount -t proc proc /proc',
          ),
          edit('worker.pl').replace('scalar @processes}', '1}'),
          edit('worker.pl').replace(
            "    open my $file, '<', $path",
            '    return "$path: No such file or directory\\n" if $path eq "/run/letter";\n    open my $file, \'<\', $path',
          ),
        ],
        fails: { letter: 'is answered: To ', gone: '/letter' },
      },
      'pid-forgotten': {
        edits: [unshare('--mount --uts'), inside(...root, 'mount --rbind /proc $new/proc', ...pivot)],
        fails: { pid: 'shares the pid namespace', proc: 'one of', 'proc-of-its-own': 'proc of another' },
      },
      'name-shared': {
        edits: [unshare('--mount --pid --fork --ipc'), inside(...root, proc, ...pivot)],
        fails: { names: 'shares the uts namespace' },
      },
      'network-too': {
        edits: [unshare(`${all} --net`), inside(...root, proc, ...pivot)],
        fails: { works: 'no answer' },
      },
      'no-child': {
        edits: [unshare('--mount --pid --uts'), inside(...root, proc, ...pivot)],
        fails: { works: 'no answer' },
      },
      // A bind without the mounts below would show what they cover; the kernel does not make it here.
      'bound-alone': {
        edits: [unshare(all), inside('mount --bind $new $new', 'mount --bind /usr $new/usr', proc, ...pivot)],
        fails: { works: 'no answer' },
      },
      'no-mount-point': {
        edits: [unshare(all), inside(proc, ...pivot)],
        fails: { works: 'no answer' },
      },
    },
  },
});
