/** Compose files that ask for more than they may, put through the gate with the real Compose. */
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { ports, service } from '../../../src/lab/authoring.ts';
import type { Grant } from '../../../src/lab/manifest/grant.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { draft } from '../../fixtures/manifest.ts';
import { frozen, type Gated, openGated, signal, tell, tellOf, web } from './gated.ts';

const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)('the gate', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('cases');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  const told = (...lines: readonly string[]) => tell(gated, { 'compose.yaml': web(...lines) });
  const inspect = () => gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project });
  /** Brings it up, hands over what runs, takes it down. */
  const running = async (files: Readonly<Record<string, string>>, grants: readonly Grant[] = []) => {
    gated.write(files);
    const stage = await gated.stage(grants);
    try {
      await stage.up(signal());
      return await inspect();
    } finally {
      await stage.down({ volumes: true });
    }
  };

  test('case 1: `privileged: "yes"` is refused, with key, line, power and the grant that is missing', async () => {
    const { code, messages, places } = await told('privileged: "yes"');
    expect(code).toBe('compose-refused');
    expect(places).toEqual(['compose.yaml:5 services.web.privileged']);
    expect(messages[0]).toContain('all of root’s powers over the machine');
    expect(messages[0]).toContain('the grant that is missing is privileged = true for web');
  });

  test('case 1: and goes through where the manifest grants it', async () => {
    const grant = { service: 'web', key: 'privileged', value: 'true', words: 'web is privileged' } as const;
    expect(await tell(gated, { 'compose.yaml': web('privileged: "yes"') }, [grant])).toMatchObject({
      code: 'passed',
    });
  });

  test('case 2: a variable whose default is true is refused', async () => {
    expect(await told(`privileged: \${P:-true}`)).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:5 services.web.privileged'],
    });
  });

  test('case 3: a service that a profile hides is judged too', async () => {
    const hidden = `  hidden:\n    image: ${testImage}\n    profiles: [never]\n    privileged: true\n`;
    expect(await tell(gated, { 'compose.yaml': `${web()}${hidden}` })).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:8 services.hidden.privileged'],
    });
  });

  test('case 7: a key that nobody knows is refused, with its place, beside what else is', async () => {
    expect(await told('cap_add: [SYS_ADMIN]', 'priviliged: true')).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:5 services.web.cap_add', 'compose.yaml:6 services.web.priviliged'],
    });
  });

  test.each(['git', 'file', 'oci'])(
    'case 8: `include` from %s is refused, and nothing is connected to',
    async (how) => {
      let connections = 0;
      const server = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const from = {
        git: `http://127.0.0.1:${port}/x.git`,
        file: '/etc/passwd',
        oci: `oci://127.0.0.1:${port}/x`,
      }[how];
      const { code, places } = await tell(gated, { 'compose.yaml': `include: ["${from}"]\n${web()}` });
      server.close();
      expect({ code, places, connections }).toEqual({
        code: 'compose-refused',
        places: ['compose.yaml:1 include'],
        connections: 0,
      });
    },
  );

  test('case 9: `extends.file` is refused, and nothing of the file is told', async () => {
    const { code, messages } = await told('extends: {file: /etc/passwd, service: root}');
    expect(code).toBe('compose-refused');
    expect(messages.join()).not.toContain('/bin/');
  });

  test('case 10: `env_file: /proc/self/environ` is refused', async () => {
    const { code, messages, places } = await told('env_file: /proc/self/environ');
    expect(code).toBe('compose-refused');
    expect(places).toEqual(['compose.yaml:5 services.web.env_file']);
    expect(messages[0]).toContain('lies outside of the workspace');
  });

  test('case 10: and one behind a link as well', async () => {
    gated.write({ 'compose.yaml': web('env_file: [./mine.env]') });
    symlinkSync('/proc/self/environ', join(gated.dir, 'mine.env'));
    expect((await tellOf(await gated.stage())).messages[0]).toContain('symbolic link');
  });

  test('an env file of the workspace is read, as it was when it was frozen', async () => {
    gated.write({ 'compose.yaml': web('env_file: mine.env'), 'mine.env': 'COLOUR=blue\n' });
    const { model } = await (await gated.stage()).passGate(signal());
    expect(model).toMatchObject({ services: { web: { environment: { COLOUR: 'blue' } } } });
  });

  test('case 11: an `env_file` that is a pipe is refused', async () => {
    gated.write({ 'compose.yaml': web('env_file: pipe') });
    execFileSync('mkfifo', [join(gated.dir, 'pipe')]);
    const { code, messages } = await tellOf(await gated.stage());
    expect({ code, message: messages[0] }).toMatchObject({
      code: 'compose-refused',
      message: expect.stringContaining('is a pipe, a socket or a device'),
    });
  });

  test('case 11: forced past the gate, all of Compose is killed at its deadline', async () => {
    gated.write({});
    execFileSync('mkfifo', [join(gated.dir, 'pipe')]);
    const { workbench } = await gated.stage();
    const compose = makeCompose();
    const options = { project: gated.project };
    const file = compose.frozenPath(gated.project, 'forced.json');
    const forced = { services: { web: { image: testImage, env_file: [join(gated.dir, 'pipe')] } } };
    const bytes = new TextEncoder().encode(JSON.stringify(forced));
    const files = new Map([['forced.json', bytes]]);
    await expect(compose.normalise(workbench, options, file, files)).rejects.toMatchObject({
      code: 'timed-out',
    });
    const left = await workbench.run(
      ['sh', '-c', 'grep -l "[f]orced.json" /proc/[0-9]*/cmdline 2>/dev/null'],
      { cwd: '/' },
    );
    expect(left.stdout).toBe('');
  });

  test('case 12: a `.env` that names another file and project is not read', async () => {
    const files = {
      'compose.yaml': web(`environment: {COLOUR: "\${COLOUR:-none}"}`),
      '.env': 'COMPOSE_FILE=other.yaml\nCOMPOSE_PROJECT_NAME=victim\nCOLOUR=red\n',
      'other.yaml': 'services:\n  other:\n    image: x\n    privileged: true\n',
    };
    gated.write(files);
    const { model } = await (await gated.stage()).passGate(signal());
    expect(model).toMatchObject({
      name: gated.project,
      services: { web: { environment: { COLOUR: 'none' } } },
    });
  });

  test.each([
    'environment: [SERVER_SECRET]',
    'environment: {SERVER_SECRET: }',
    `environment: {A: "\${SERVER_SECRET}"}`,
  ])('case 13: %s, to be filled from ours, is refused', async (line) => {
    const { code, messages } = await told(line);
    expect(code).toMatch(/compose-refused|bad-compose/);
    expect(messages[0]).toContain('SERVER_SECRET');
  });

  test('case 14: `secrets.file: /etc/shadow` is refused', async () => {
    const { code, places } = await tell(gated, {
      'compose.yaml': `${web('secrets: [s]')}secrets:\n  s: {file: /etc/shadow}\n`,
    });
    expect({ code, places }).toEqual({ code: 'compose-refused', places: ['compose.yaml:7 secrets.s.file'] });
  });

  test('case 14: as is one from the environment; one of the workspace goes through', async () => {
    const secret = (what: string) => `${web('secrets: [s]')}secrets:\n  s: {${what}}\n`;
    expect(await tell(gated, { 'compose.yaml': secret('environment: HOME') })).toMatchObject({
      code: 'compose-refused',
    });
    expect(await tell(gated, { 'compose.yaml': secret('file: mine.txt'), 'mine.txt': 'x' })).toMatchObject({
      code: 'passed',
    });
  });

  test('case 15: `provider.type: ./x` is refused, and the program did not run', async () => {
    const files = { 'compose.yaml': web('provider: {type: ./x}'), x: '#!/bin/sh\ntouch marker\n' };
    gated.write(files);
    execFileSync('chmod', ['755', join(gated.dir, 'x')]);
    expect(await tellOf(await gated.stage())).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:5 services.web.provider'],
    });
    expect(existsSync(join(gated.dir, 'marker'))).toBe(false);
  });

  test('case 16: `use_api_socket` is refused', async () => {
    const { code, messages } = await told('use_api_socket: true');
    expect(code).toBe('compose-refused');
    expect(messages[0]).toContain('root on its machine');
  });

  test('case 17: a volume whose options bind a folder is refused', async () => {
    const more = 'volumes:\n  data: {driver_opts: {type: none, o: bind, device: /}}\n';
    expect(await tell(gated, { 'compose.yaml': `${web('volumes: ["data:/v"]')}${more}` })).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:7 volumes.data.driver_opts'],
    });
  });

  test.each(['/', '/var/run/docker.sock', '//var/run/../run/docker.sock', '../../..', '~'])(
    'case 18: a bind mount of %s is refused',
    async (path) => {
      const { code, places } = await told(`volumes: ["${path}:/x"]`);
      expect({ code, places }).toEqual({
        code: 'compose-refused',
        places: ['compose.yaml:5 services.web.volumes'],
      });
    },
  );

  test('case 18: a mount of the workspace is not', async () => {
    expect(
      await tell(gated, { 'compose.yaml': web('volumes: ["./data:/data", ".:/all:ro"]') }),
    ).toMatchObject({ code: 'passed' });
  });

  test.each([
    ['a bind mount', 'volumes: ["./link:/x"]'],
    ['one below it', 'volumes: ["./link/etc:/x"]'],
    ['a build', 'build: ./link'],
    ['a profile', 'security_opt: ["seccomp=./link/etc/x.json"]'],
  ])('case 19: a symbolic link to `/` is refused as %s', async (_, line) => {
    gated.write({ 'compose.yaml': web(line).replace(/ {4}image.*\n/, line.startsWith('build') ? '' : '$&') });
    symlinkSync('/', join(gated.dir, 'link'));
    const { code, messages } = await tellOf(await gated.stage());
    expect(code).toBe('compose-refused');
    expect(messages.join()).toContain('symbolic link');
    unlinkSync(join(gated.dir, 'link'));
  });

  test('case 21: an edit after the gate changes nothing of what runs', async () => {
    gated.write({ 'compose.yaml': web('hostname: judged') });
    const stage = await gated.stage();
    const passed = await stage.passGate(signal());
    writeFileSync(join(gated.dir, 'compose.yaml'), web('privileged: true', 'hostname: edited'));
    const { engine } = gated.seat;
    const options = { engine, project: gated.project, signal: signal() };
    await makeCompose().up(stage.workbench, options, passed.file, frozen(passed));
    const named = await stage.workbench.run([
      'sh',
      '-c',
      'docker inspect --format "{{.Config.Hostname}} {{.HostConfig.Privileged}}" $(docker ps -q --filter label=com.docker.compose.project=$COMPOSE_PROJECT_NAME)',
    ]);
    await stage.down({ volumes: true });
    expect(named.stdout.trim()).toBe('judged false');
  });

  test.each(['{external: true, name: victim_default}', '{name: victim_default}'])(
    'case 22: a network of somebody else’s, %s, is refused',
    async (network) => {
      const { code, places } = await tell(gated, {
        'compose.yaml': `${web('networks: [n]')}networks:\n  n: ${network}\n`,
      });
      expect(code).toBe('compose-refused');
      expect(places[0]).toMatch(/^compose\.yaml:7 networks\.n\.(external|name)$/);
    },
  );

  test.each(['com.docker.compose.project: victim', 'dev.drydock.home: victim'])(
    'case 23: the label %s is refused',
    async (label) => {
      expect(await told(`labels: {${label}}`)).toMatchObject({ code: 'compose-refused' });
    },
  );

  test('case 24: a `container_name` is replaced by ours', async () => {
    const [container] = await running({ 'compose.yaml': web('container_name: drydock-taken') });
    expect(container?.name).toBe(`${gated.project}-web-1`);
  });

  test.each(['pre_start', 'post_start', 'pre_stop'])('case 25: `%s` is refused', async (hook) => {
    const { code, places } = await told(`${hook}: [{command: id, privileged: true}]`);
    expect(code).toBe('compose-refused');
    expect(places[0]).toBe(`compose.yaml:5 services.web.${hook}`);
  });

  test.each(['pid', 'ipc', 'network_mode'])('case 26: `%s: container:…` is refused', async (key) => {
    const { code, messages } = await told(`${key}: "container:victim"`);
    expect(code).toBe('compose-refused');
    expect(messages.join()).toContain('which may be anybody’s');
  });

  test('case 27: a port on every address goes to loopback', async () => {
    const [container] = await running({ 'compose.yaml': web('ports: ["0.0.0.0::8080", "::8081"]') });
    expect(container?.ports.map(({ hostIp }) => hostIp)).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('case 27: but is refused where a check of the lab looks at ports, and kept where it is granted', async () => {
    gated.write({ 'compose.yaml': web('ports: ["0.0.0.0::8080"]') });
    const { checks } = makeReading();
    expect((await tellOf(await gated.stage([], { checks }))).places).toEqual([
      'compose.yaml:5 services.web.ports',
    ]);
    const grant = { service: 'web', key: 'ports', value: '0.0.0.0', words: 'web is published' } as const;
    const { model } = await (await gated.stage([grant], { checks })).passGate(signal());
    expect(JSON.stringify(model)).toContain('"host_ip":"0.0.0.0"');
  });

  test.each(['https://127.0.0.1:1/x.git', '..', '/etc', 'git@127.0.0.1:x.git'])(
    'case 28: building from %s is refused',
    async (context) => {
      const { code } = await tell(gated, { 'compose.yaml': `services:\n  web:\n    build: "${context}"\n` });
      expect(code).toBe('compose-refused');
    },
  );

  test.each([
    ['a Dockerfile above', 'dockerfile: ../../Dockerfile'],
    ['another context above', 'additional_contexts: {o: /etc}'],
    ['an image as a context', 'additional_contexts: {o: "docker-image://x"}'],
    ['a key agent', 'ssh: [default]'],
    ['a cache', 'cache_to: ["type=local,dest=/x"]'],
    ['a tag of others', 'tags: ["debian:trixie-slim"]'],
    ['the network of the machine', 'network: host'],
  ])('case 28: building with %s is refused', async (_, line) => {
    const { code } = await tell(gated, {
      'compose.yaml': `services:\n  web:\n    build:\n      context: .\n      ${line}\n`,
      Dockerfile: 'FROM scratch\n',
    });
    expect(code).toBe('compose-refused');
  });

  test('case 28: as is a Dockerfile that has an image read it', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: '# syntax=evil/frontend\nFROM scratch\n',
    };
    expect(await tell(gated, files)).toMatchObject({
      code: 'compose-refused',
      places: ['Dockerfile:1 services.web.build'],
    });
  });

  test('case 29: `entitlements` and `privileged` of a build are refused', async () => {
    const build = (line: string) => ({
      'compose.yaml': `services:\n  web:\n    build:\n      context: .\n      ${line}\n`,
    });
    expect(await tell(gated, build('entitlements: [security.insecure]'))).toMatchObject({
      code: 'compose-refused',
    });
    expect(await tell(gated, build('privileged: true'))).toMatchObject({ code: 'compose-refused' });
  });

  test('case 30: a build does not fetch from the metadata service', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: `FROM ${testImage}\nADD http://169.254.169.254/latest/meta-data/ /x\n`,
    };
    gated.write(files);
    const stage = await gated.stage();
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'compose-refused',
      place: { file: 'Dockerfile', line: 2 },
    });
    expect(await inspect()).toEqual([]);
  });

  test('case 30: nor reaches it by a program while a proof is cut off', async () => {
    gated.write({
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: `FROM ${testImage}\nRUN perl -MSocket -e 'alarm 5; socket(S, PF_INET, SOCK_STREAM, 0); connect(S, sockaddr_in(80, inet_aton("169.254.169.254"))) or die "no way: $!"'\n`,
    });
    const stage = await gated.stage();
    await using _cut = await gated.seat.cutEgress?.(signal());
    await expect(stage.up(signal())).rejects.toMatchObject({ code: 'build-failed' });
    expect(await inspect()).toEqual([]);
  });

  test('case 31: a seccomp profile that is no JSON is refused with its line, and nothing is started', async () => {
    const files = {
      'compose.yaml': web('security_opt: ["seccomp=./profile.json"]'),
      'profile.json': '{\n  "defaultAction": oops\n}\n',
    };
    gated.write(files);
    const stage = await gated.stage();
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'compose-refused',
      place: { file: 'profile.json', line: 2 },
    });
    expect(await inspect()).toEqual([]);
  });

  test('a granted profile is the engine’s, as it was when it was frozen', async () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [{ names: ['swapon'], action: 'SCMP_ACT_ERRNO' }],
    };
    const files = {
      'compose.yaml': web('security_opt: ["seccomp=profile.json"]'),
      'profile.json': JSON.stringify(profile),
    };
    const grant = {
      service: 'web',
      key: 'security_opt',
      value: 'seccomp=./profile.json',
      words: 'a profile of yours',
    } as const;
    const [container] = await running(files, [grant]);
    expect(container?.securityOpt.join()).toContain('swapon');
  });

  test.each(['/etc/x.json', '../x.json'])('case 32: the seccomp profile %s is refused', async (path) => {
    const { code, messages } = await told(`security_opt: ["seccomp=${path}"]`);
    expect(code).toBe('compose-refused');
    expect(messages[0]).toContain('lies outside of the workspace');
  });

  test('case 33: ten thousand replicas become eight', async () => {
    gated.write({ 'compose.yaml': web('deploy: {replicas: 10000}') });
    const { model } = await (await gated.stage()).passGate(signal());
    expect(model).toMatchObject({ services: { web: { deploy: { replicas: 8 } } } });
  });

  test('an image that is not here is not fetched', async () => {
    const { code } = await tell(gated, {
      'compose.yaml': 'services:\n  web:\n    image: registry.invalid/x:1\n',
    });
    expect(code).toBe('image-unavailable');
  });

  test('a build may not take the name of an image that is here', async () => {
    const files = {
      'compose.yaml': `services:\n  web:\n    build: .\n    image: ${testImage}\n`,
      Dockerfile: 'FROM scratch\n',
    };
    expect(await tell(gated, files)).toMatchObject({
      code: 'compose-refused',
      places: ['compose.yaml:4 services.web.image'],
    });
  });

  test('what runs otherwise than it was allowed is taken down', async () => {
    gated.write({ 'compose.yaml': web() });
    // Somebody with the shell of the workbench starts a container of this project while ours start.
    const argv = [
      'docker',
      'run',
      '-d',
      '--privileged',
      '--label',
      `com.docker.compose.project=${gated.project}`,
    ];
    const real = makeCompose();
    const beside: Compose = {
      ...real,
      async up(bench, options, ...asked) {
        const up = await real.up(bench, options, ...asked);
        await bench.run([...argv, '--label', 'com.docker.compose.service=web', testImage, '/serve.pl']);
        options.signal?.throwIfAborted();
        return up;
      },
    };
    const stage = await gated.stage([], {}, beside);
    await expect(stage.up(signal())).rejects.toMatchObject({
      code: 'gate-breached',
      message: expect.stringContaining('web: it is privileged'),
    });
    expect(await inspect()).toEqual([]);
  });
});

/** A manifest one of whose checks looks at published ports. */
function makeReading() {
  const open = service('web').container(ports.loopbackOnly()).data;
  const [first, second] = Object.keys(draft.checks);
  return { checks: { [String(first)]: open, [String(second)]: open } };
}
