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

const app = service('app');
const other = service('other');
const compose = edit('compose.yaml');
const specification = edit('toolkit/dice.json');
const runtime = edit('toolkit/runc');

const asks = compose.set('services.app.environment.DICE_DEVICE', 'drydock.dev/dice=d{{sides}}');
const appId = program(app, ['cat', '/proc/sys/kernel/hostname']);
/** Asked of the machine, where no image of the learner's can answer. */
const driver = program(app, ['test', '-d', '/sys/module/nvidia'], { in: 'workbench' });
const gpus = program(app, ['nvidia-smi', '-L']);

const readMore = '/runtimes/#a-runtime-before-the-runtime';

export default defineLab({
  title: 'A device by its name',
  level: 'open',
  minutes: 25,
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
      value: '/dev/urandom',
      words: 'app may be given the device itself',
    },
    { service: 'app', key: 'privileged', value: 'true', words: 'app may have all of root’s powers' },
  ],
  images: ['debian:trixie-slim'],
  opens: 'toolkit/runc',
  takeaway: {
    file: 'toolkit/runc',
    why: 'Forty lines that change any container before it starts: what a vendor’s runtime does, and what a stranger’s could do.',
  },
  vars: { player: vary.word(), sides: vary.pick('8', '10', '12', '20') },
  guards: {
    'app-runs': app
      .container(life.running())
      .why('A device is given to a container when it starts, and is seen in one that runs.')
      .readMore(readMore),
    'other-runs': other
      .container(life.runtime('io.drydock.dice.v1'))
      .titled('other: is run by your runtime')
      .why(
        'Only a container that passes through your runtime shows what it does to those that ask for nothing.',
      )
      .readMore(readMore),
  },
  tasks: {
    device: {
      title: 'A device, and what belongs to it',
      checks: ['node', 'rolls', 'program', 'behind-the-engine'],
      questions: ['bundle'],
      hints: [
        'Three files have a part in it: the specification says what a device is, the runtime does it, the service asks.',
        'CDI has `deviceNodes` and `mounts` beside `env`. In config.json they become `linux.devices`, a rule of `linux.resources.devices`, and `mounts`.',
        'In toolkit/runc, after the variables: `| .mounts += [ $edits.mounts[]? | { destination: .containerPath, source: .hostPath, type: "bind", options } ]`, and the same for `deviceNodes`. The dice’s numbers are those of /dev/urandom, 1 and 9.',
      ],
    },
    others: {
      title: 'And nothing else',
      checks: ['unasked', 'filtered'],
      hints: [
        'Who asks for nothing gets nothing, and who asks gets no more than the device.',
        'The name that a container asks for is in its environment, which config.json has under `process.env`.',
        'Only where `DICE_DEVICE` is `kind=name` of a device of the specification are its edits made.',
      ],
    },
    gpu: {
      title: 'The same with a GPU',
      checks: ['gpu'],
      hints: [
        'A GPU is a device with more nodes, more libraries and a specification that somebody else writes.',
        '`nvidia-ctk cdi generate --format=json` writes it.',
        'Install that specification beside dice.json, let your runtime read it, and ask for `nvidia.com/gpu=all`.',
      ],
    },
  },
  checks: {
    node: program(app, ['stat', '-c', '%F %t:%T', '/dev/dice0'])
      .prints('character special file 1:9')
      .titled('app: has the device /dev/dice0')
      .why('A device is a name for two numbers: mknod(2). The node can be made under any name.')
      .readMore(readMore),
    rolls: program(app, ['cat', '/tmp/roll'])
      .prints(' of {{sides}}')
      .points(2)
      .titled('app: rolled the dice when it began, with as many sides as it is to have')
      .why(
        'A device is of use together with the program that speaks to it, and with what that program wants to know.',
      )
      .readMore(readMore),
    program: app
      .container(files.mountedReadOnly('/usr/local/bin/dice'))
      .why(
        'The program is the host’s, and shared by all who asked. Whoever can write to it writes to theirs.',
      )
      .readMore(readMore),
    'behind-the-engine': custom('behind-the-engine', ({ containers }) => {
      const container = containers.find((each) => each.service === 'app');
      if (!container) return { ok: false, observed: 'there is no container of app', expected: 'app to run' };
      const { devices, mounts, privileged } = container.declared;
      const paths = [...devices, ...mounts.map(({ destination }) => destination)];
      const told = privileged ? [...paths, 'every device of the host'] : paths;
      return {
        ok: told.length === 0,
        observed:
          told.length > 0
            ? `app asks the Engine for ${told.join(' and ')}`
            : 'app asks the Engine for nothing',
        expected: 'app to ask by name alone',
      };
    })
      .titled('app: asks by name alone')
      .why(
        'A compose file that names paths and numbers fits one machine. A name fits all that have a specification for it.',
      )
      .readMore(readMore),
    unasked: program(other, ['test', '-e', '/dev/dice0'])
      .exits(1)
      .titled('other: has no device that it did not ask for')
      .why('A runtime stands in the way of every container of the engine that names it.')
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
      .why(
        'Nothing in your runtime is about dice: with the specification that NVIDIA’s toolkit generates it hands out a GPU.',
      )
      .readMore(readMore),
  },
  questions: {
    bundle: ask.text(
      'containerd keeps a folder for each running container below /run/docker/containerd. What are the first twelve characters of the one whose config.json your runtime edited for app?',
      appId.quantity(),
      {
        because:
          'The folder is the bundle, named after the container. Its config.json has your edits; `docker inspect` does not.',
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
        fails: { node: 'exit status 1', rolls: 'dice: not found', program: 'nothing is mounted' },
      },
      'everybody-gets-one': {
        from: 'solution',
        edits: [runtime.replace('"\\($all.kind)=\\(.name)" == $wanted', 'true')],
        fails: { unasked: 'exit status 0' },
      },
      'specification-careless': {
        from: 'solution',
        edits: [
          specification.replace('"rbind", "ro", ', '"rbind", '),
          specification.replace('"DICE_SIDES={{sides}}"', '"DICE_SIDES=6"'),
        ],
        fails: { program: 'is a writable', rolls: ' of 6' },
      },
      'privileged-instead': {
        from: 'solution',
        edits: [compose.set('services.app.privileged', true)],
        fails: { 'behind-the-engine': 'every device of the host', filtered: 'runs with no seccomp filter' },
      },
      'device-by-path': {
        from: 'solution',
        edits: [compose.set('services.app.devices', ['/dev/urandom:/dev/dice0'])],
        fails: { 'behind-the-engine': 'asks the Engine for /dev/dice0' },
      },
      'nothing-stays': {
        edits: [compose.set('services.app.command', 'true'), compose.unset('services.other.runtime')],
        fails: { 'app-runs': 'is exited', 'other-runs': 'is run by runc' },
      },
    },
  },
});
