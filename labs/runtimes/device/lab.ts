import {
  ask,
  custom,
  defineLab,
  edit,
  files,
  life,
  program,
  seccomp,
  service,
  vary,
} from '../../../src/lab/authoring.ts';
import { looksForTheDevice, rollsByName, rollsTwice, tellsWhatItHas } from './asks-for-a-die.ts';

const app = service('app');
const other = service('other');
const compose = edit('compose.yaml');
const specification = edit('toolkit/dice.json');
const runtime = edit('toolkit/runc');
const die = edit('toolkit/dice');

const asks = compose.set('services.app.environment.DICE_DEVICE', 'drydock.dev/dice=d{{sides}}');
/** Of the solution: what becomes of `permissions`. */
const rule = `
        | .linux.resources.devices += [ $edits.deviceNodes[]?
            | { allow: true, type, major, minor, access: (.permissions // "rwm") } ]`;
const rolls = program(app, ['sh', '-c', rollsByName, 'sh', '{{nonce}}', rollsTwice], {
  in: 'workbench',
  withinMs: 30_000,
});
const unasked = program(other, ['sh', '-c', looksForTheDevice, 'sh', '{{nonce}}', tellsWhatItHas], {
  in: 'workbench',
  withinMs: 30_000,
});
const appId = program(app, ['cat', '/proc/sys/kernel/hostname']);
/** Asked of the machine, where no image of the learner's can answer. */
const driver = program(app, ['test', '-d', '/sys/module/nvidia'], { in: 'workbench' });
const gpus = program(app, ['nvidia-smi', '-L']);

const readMore = '/runtimes/#a-runtime-before-the-runtime';

export default defineLab({
  title: 'A device by its name (elective)',
  level: 'open',
  minutes: 50,
  after: ['runtimes/bundle'],
  seat: 'nested',
  scope: 'engine',
  grants: [
    {
      service: '*',
      key: 'runtime',
      value: 'io.drydock.dice.v1',
      words: 'a service may be run by the runtime that you write',
    },
    {
      service: 'toolkit',
      key: 'volumes',
      value: '/usr/local',
      words: 'toolkit installs programs on the host of the engine',
    },
    {
      service: 'toolkit',
      key: 'volumes',
      value: '/etc/cdi',
      words: 'toolkit installs specifications of devices on the host of the engine',
    },
    {
      service: 'app',
      key: 'devices',
      value: '/dev/kmsg',
      words: 'app may be given the device itself',
    },
    { service: 'app', key: 'privileged', value: 'true', words: 'app may have all of root’s powers' },
  ],
  images: ['debian:trixie-slim'],
  opens: 'toolkit/runc',
  takeaway: {
    file: 'toolkit/runc',
    why: 'Forty lines that change a container before it starts. A vendor’s runtime does this, and an intruder’s could.',
  },
  vars: { player: vary.word(), sides: vary.pick('8', '10', '12', '20') },
  guards: {
    'app-runs': app
      .container(life.running())
      .why('A container gets its devices when it starts, and they can be checked only while it runs.')
      .readMore(readMore),
    'other-runs': other
      .container(life.runtime('io.drydock.dice.v1'))
      .titled('other: is run by your runtime')
      .why(
        'A container under your runtime that asks for no device shows whether the runtime changes too much.',
      )
      .readMore(readMore),
  },
  tasks: {
    device: {
      title: 'A device, and what belongs to it',
      checks: ['node', 'opens', 'rolls', 'program', 'behind-the-engine'],
      questions: ['bundle'],
      hints: [
        'Three files take part: `toolkit/dice.json` describes the device, `toolkit/runc` edits config.json, and the service in `compose.yaml` asks in the variable DICE_DEVICE.',
        'Beside `env`, CDI has `deviceNodes` and `mounts`. In config.json a node becomes an entry of `linux.devices` and a rule of `linux.resources.devices`; a mount becomes an entry of `mounts`.',
        'In toolkit/runc, after the variables: `| .mounts += [ $edits.mounts[]? | { destination: .containerPath, source: .hostPath, type: "bind", options } ]`. The same for `deviceNodes`, once for `.linux.devices` with `{ path, type, major, minor }` and once for `.linux.resources.devices` with `{ allow: true, type, major, minor, access: .permissions }`. The node is of type `c`, with the numbers 1 and 11. The service asks with `DICE_DEVICE: drydock.dev/dice=NAME`, the `name` in dice.json.',
      ],
    },
    others: {
      title: 'No device for the other service',
      checks: ['unasked', 'filtered'],
      hints: [
        'A container that asks for no device gets none. One that asks gets that device and no more.',
        'The device that a container asks for is in its environment: `process.env` of config.json.',
        'Make the edits of a device only if `DICE_DEVICE` is its `kind=name`, as in `toolkit/runc`.',
      ],
    },
    gpu: {
      title: 'The same with a GPU',
      checks: ['gpu'],
      hints: [
        'A GPU has more nodes and more libraries than the die, and its vendor’s tool writes the specification.',
        '`nvidia-ctk cdi generate --format=json` writes it.',
        'Install that specification beside dice.json, let your runtime read it, and ask for `nvidia.com/gpu=all`.',
      ],
    },
  },
  checks: {
    node: program(app, ['stat', '-c', '%F %t:%T', '/dev/dice0'])
      .prints('character special file 1:b')
      .titled('app: has the device /dev/dice0')
      .why('The kernel finds a device by the two numbers of its node, see mknod(2). The name may be any.')
      .readMore(readMore),
    opens: program(app, ['perl', '-MFcntl', '-e', 'sysopen my $d, "/dev/dice0", O_WRONLY or die "$!\\n"'])
      .succeeds()
      .titled('app: may open /dev/dice0')
      .why(
        'The device rules of the cgroup decide whether a node can be opened. Docker’s deny the numbers 1 and 11.',
      )
      .readMore(readMore),
    rolls: rolls
      .prints('a die of {{sides}} sides')
      .points(2)
      .titled('app: whoever asks by its name rolls the die, with the right number of sides')
      .why(
        'A device needs the program that reads it, and that program needs its settings. All of it belongs to the name: Check starts a container of its own that has nothing but that.',
      )
      .readMore(readMore),
    program: app
      .container(files.mountedReadOnly('/usr/local/bin/dice'))
      .why(
        'The program is a file of the host, shared by all containers with the device. A container that can write to it changes it for all.',
      )
      .readMore(readMore),
    'behind-the-engine': custom('behind-the-engine', ({ containers }) => {
      const container = containers.find((each) => each.service === 'app');
      if (!container) return { ok: false, observed: 'there is no container of app', expected: 'app to run' };
      const { devices, env, mounts, privileged } = container.declared;
      const told = [
        ...devices,
        ...mounts.map(({ destination }) => destination),
        ...env.filter((line) => line.startsWith('DICE_SIDES=')),
        ...(privileged ? ['every device of the host'] : []),
      ];
      const name = env.find((line) => line.startsWith('DICE_DEVICE='));
      const asked = told.length > 0 ? `app asks the Engine for ${told.join(' and ')}` : undefined;
      const named = /^DICE_DEVICE=drydock\.dev\/dice=./.test(name ?? '');
      return {
        ok: asked === undefined && named,
        observed:
          asked ??
          (named ? `app asks for ${name}` : `app names no device: its DICE_DEVICE is ${name ?? 'not set'}`),
        expected: 'app to ask by name alone, DICE_DEVICE=drydock.dev/dice=NAME',
      };
    })
      .titled('app: asks by name alone')
      .why(
        'A compose file with paths and numbers fits one machine. A name fits each machine that has a specification for it.',
      )
      .readMore(readMore),
    unasked: unasked
      .prints('nothing of it')
      .titled('other: neither it nor who asks for another device has this one')
      .why('Your runtime handles every container that names it, also those that ask for no device.')
      .readMore(readMore),
    filtered: app
      .everyProcess(seccomp.filtering())
      .why('`privileged` gives a container every device of the host, and takes the filter away as well.')
      .readMore(readMore),
    gpu: custom(
      'gpu',
      ({ probes }) => {
        if (probes[driver.probe.id]?.exitCode !== 0)
          return {
            unknown: {
              reason:
                'this machine has no NVIDIA GPU with its driver loaded: /sys/module/nvidia is not there',
              cause: 'host-lacks',
            },
          };
        const list = probes[gpus.probe.id];
        return {
          ok: list?.exitCode === 0,
          observed: (list?.exitCode === 0 && list.stdout?.trim()) || 'app has no nvidia-smi that finds a GPU',
          expected: 'the GPUs of this machine, listed by nvidia-smi in app',
        };
      },
      driver,
      gpus,
    )
      .titled('app: finds the GPU')
      .why('With the specification that NVIDIA’s toolkit generates, the same runtime hands out a GPU.')
      .readMore(readMore),
  },
  questions: {
    bundle: ask.text(
      'In this seat containerd keeps a folder for each running container below /run/docker/containerd. Your runtime edited the config.json of app in one of them. What are the first twelve characters of that folder’s name?',
      appId.quantity(),
      {
        because:
          'The folder is the bundle and has the container’s id as its name. Its config.json has your edits; `docker inspect` does not show them.',
      },
    ),
  },
  states: {
    solution: { overlay: 'solution', edits: [asks] },
    accepts: {
      'one-name-for-all-sides': {
        from: 'solution',
        edits: [
          specification.replace('"name": "d{{sides}}"', '"name": "any"'),
          compose.set('services.app.environment.DICE_DEVICE', 'drydock.dev/dice=any'),
        ],
      },
    },
    mistakes: {
      'not-asked': {
        overlay: 'solution',
        edits: [],
        fails: {
          node: 'exit status 1',
          opens: 'No such file',
          rolls: 'app names no device',
          program: 'nothing is mounted',
          'behind-the-engine': 'app names no device',
        },
      },
      'rule-forgotten': {
        from: 'solution',
        edits: [runtime.replace(rule, '')],
        fails: { opens: 'Operation not permitted', rolls: 'Operation not permitted' },
      },
      'everybody-gets-one': {
        from: 'solution',
        edits: [runtime.replace('"\\($all.kind)=\\(.name)" == $wanted', 'true')],
        fails: { unasked: '/dev/dice0' },
      },
      'specification-careless': {
        from: 'solution',
        edits: [
          specification.replace('"rbind", "ro", ', '"rbind", '),
          specification.replace('"DICE_SIDES={{sides}}"', '"DICE_SIDES=6"'),
        ],
        fails: { program: 'is a writable', rolls: ' of 6' },
      },
      // The runtime knows app by another variable, and opens the device to everybody.
      'by-another-sign': {
        from: 'solution',
        edits: [
          runtime.replace('"\\($all.kind)=\\(.name)" == $wanted', 'true'),
          runtime.replace(
            '([.process.env[]',
            '(.process.env | any(startswith("PLAYER="))) as $player\n    | ([.process.env[]',
          ),
          runtime.replace(
            '.containerEdits) as $edits (.;',
            '.containerEdits | if $player then . else { deviceNodes } end) as $edits (.;',
          ),
          runtime.replace('| .linux.devices += [ $edits', '| .linux.devices += [ select($player) | $edits'),
          compose.unset('services.app.environment.DICE_DEVICE'),
        ],
        fails: {
          rolls: 'app names no device',
          'behind-the-engine': 'app names no device',
          unasked: 'the right to open the device 1:11',
        },
      },
      'privileged-instead': {
        from: 'solution',
        edits: [compose.set('services.app.privileged', true)],
        fails: { 'behind-the-engine': 'every device of the host', filtered: 'runs with no seccomp filter' },
      },
      // The number of sides is typed twice as well: for the Engine, and in the program.
      'device-by-path': {
        from: 'solution',
        edits: [
          compose.set('services.app.devices', ['/dev/kmsg:/dev/dice0']),
          compose.set('services.app.environment.DICE_SIDES', '{{sides}}'),
          die.replace('$ENV{DICE_SIDES} or die "dice: DICE_SIDES is not set\\n"', '{{sides}}'),
        ],
        fails: {
          rolls: 'where DICE_SIDES is',
          'behind-the-engine': 'asks the Engine for /dev/dice0 and DICE_SIDES=',
        },
      },
      // What the runtime leaves out is typed in the command, and any name will do.
      'by-the-command': {
        from: 'solution',
        edits: [
          specification.replace('"env": [ "DICE_SIDES={{sides}}" ],\n', ''),
          runtime.replace('"\\($all.kind)=\\(.name)" == $wanted', '$wanted'),
          runtime.replace('| .linux.devices += [ $edits.deviceNodes[]?', '| .linux.devices += [ empty'),
          compose.replace(
            "'dice > /tmp/roll",
            "'mknod -m 666 /dev/dice0 c 1 11; export DICE_SIDES={{sides}}; dice > /tmp/roll",
          ),
        ],
        fails: { rolls: 'DICE_SIDES is not set', unasked: 'one that asks for another has' },
      },
      'nothing-stays': {
        edits: [compose.set('services.app.command', 'true'), compose.unset('services.other.runtime')],
        fails: { 'app-runs': 'is exited', 'other-runs': 'is run by runc' },
      },
    },
  },
});
