/** Names that look like something else: extensions, prototypes, addresses that are none; and too much of everything. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Gated, openGated, signal, tell } from './gated.ts';

const skip = await whyNoEmbedded();
const services = (named: Readonly<Record<string, string>>) =>
  [
    'services:',
    `  one: { image: "${testImage}", command: [/serve.pl] }`,
    ...Object.entries(named).map(
      ([name, keys]) => `  ${name}: { image: "${testImage}", command: [/serve.pl], ${keys} }`,
    ),
    '',
  ].join('\n');

describe.skipIf(skip !== undefined)('the gate', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('names');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());
  const containers = () =>
    gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project });

  test.each([
    ['privileged: true', 'services.x-two.privileged'],
    ['volumes: ["/:/host"]', 'services.x-two.volumes'],
    ['volumes: ["/var/run/docker.sock:/s"]', 'services.x-two.volumes'],
    ['pid: host', 'services.x-two.pid'],
    ['network_mode: host', 'services.x-two.network_mode'],
    ['cap_add: [ALL]', 'services.x-two.cap_add'],
    ['privileged: true, profiles: [never]', 'services.x-two.privileged'],
    ['cap_add: [SYS_ADMIN], deploy: { replicas: 3 }', 'services.x-two.cap_add'],
  ])('case 107: a service named `x-two` is judged like others: %s', async (keys, key) => {
    const { code, places } = await tell(gated, { 'compose.yaml': services({ 'x-two': keys }) });
    expect({ code, places }).toEqual({ code: 'compose-refused', places: [`compose.yaml:3 ${key}`] });
  });

  test.each(['networks', 'volumes', 'secrets', 'configs'])('case 107: and so is one of %s', async (group) => {
    const use = group === 'volumes' ? '["x-two:/x"]' : '[x-two]';
    const bad = ['secrets', 'configs'].includes(group) ? 'file: /etc/shadow' : 'name: victim';
    const text = `${services({ two: `${group}: ${use}` })}${group}:\n  x-two: { ${bad} }\n`;
    const { code, places } = await tell(gated, { 'compose.yaml': text });
    // To Compose a network of that name is an extension, and the service names one that is not there.
    expect(code).toBe(group === 'networks' ? 'bad-compose' : 'compose-refused');
    if (group !== 'networks') expect(places[0]).toContain(`${group}.x-two`);
  });

  test('case 107: a service of that name runs, where it asks for nothing', async () => {
    gated.write({ 'compose.yaml': services({ 'x-two': 'read_only: true' }) });
    const stage = await gated.stage();
    await stage.up(signal());
    expect((await containers()).map(({ service }) => service).toSorted()).toEqual(['one', 'x-two']);
    await stage.down({ volumes: true });
  });

  test.each(['environment: ["x-y=1"]', 'labels: ["x-y=1"]'])(
    'case 107: a name that Compose would drop on a second reading is refused: %s',
    async (keys) => {
      const { code, messages } = await tell(gated, { 'compose.yaml': services({ two: keys }) });
      expect({ code, message: messages[0] }).toEqual({
        code: 'compose-refused',
        message: expect.stringContaining('for an extension here'),
      });
    },
  );

  test('case 108: extensions reach neither Compose nor what runs', async () => {
    const text = `x-top: { privileged: true }\n${services({ two: 'x-own: { privileged: true }' })}`;
    gated.write({ 'compose.yaml': text });
    const { model } = await (await gated.stage()).passGate(signal());
    expect(JSON.stringify(model)).not.toContain('"x-');
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'case 116: %s is a name like others, of a service that runs and of one that asks for too much',
    async (name) => {
      const plain = await tell(gated, { 'compose.yaml': services({ [name]: 'read_only: true' }) });
      expect(plain).toMatchObject({ code: 'passed' });
      const powerful = await tell(gated, { 'compose.yaml': services({ [name]: 'privileged: true' }) });
      expect(powerful).toMatchObject({
        code: 'compose-refused',
        places: [`compose.yaml:3 services.${name}.privileged`],
      });
      const key = await tell(gated, { 'compose.yaml': `${services({})}${name}: {}\n` });
      expect(key.code).toBe('bad-compose');
    },
  );

  test('case 116: `__proto__` is refused with its line', async () => {
    const told = await tell(gated, { 'compose.yaml': services({ __proto__x: 'read_only: true' }) });
    expect(told).toMatchObject({ code: 'passed' });
    const text = services({ two: 'read_only: true' }).replace('two:', '__proto__:');
    expect(await tell(gated, { 'compose.yaml': text })).toMatchObject({
      code: 'bad-compose',
      places: ['compose.yaml:3'],
    });
  });

  /** Ports of the project's containers that the kernel listens on, where they are not on loopback. */
  const openPorts = async () => {
    const ours = new Set((await containers()).flatMap(({ ports }) => ports.map(({ hostPort }) => hostPort)));
    return ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .flatMap((line) => {
          const [, address = '', port = '', state] =
            /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) \S+ ([\dA-F]{2})/.exec(line) ?? [];
          const isLoopback = address.endsWith('7F') || /^0{24}0{6}1$|^0{24}01000000$/.test(address);
          return state === '0A' && ours.has(Number.parseInt(port, 16)) && !isLoopback ? [line] : [];
        }),
    );
  };

  test.each([
    'host_ip: localhost',
    'host_ip: "[::1]"',
    'host_ip: 127.1',
    'host_ip: 127.0.0.256',
    'host_ip: 127.0.0.1.nip.io',
    'host_ip: "127.0.0.01"',
    'host_ip: 0x7f000001',
    'host_ip: "::1%lo"',
    'host_ip: "127.0.0.1 "',
  ])('case 112: %s is refused, with what it would have meant', async (address) => {
    const { code, messages, places } = await tell(gated, {
      'compose.yaml': services({ two: `ports: [{ target: 8080, ${address} }]` }),
    });
    expect(code).toMatch(/^(compose-refused|bad-compose)$/);
    if (code === 'compose-refused') {
      expect(places).toEqual(['compose.yaml:3 services.two.ports']);
      expect(messages[0]).toContain('every address of the machine');
    }
  });

  test.each(['127.0.0.1', '127.9.9.9'])(
    'case 112: %s is loopback, and nothing else listens',
    async (address) => {
      gated.write({
        'compose.yaml': services({ two: `ports: [{ target: 8080, host_ip: "${address}" }, "8081"]` }),
      });
      const stage = await gated.stage();
      await stage.up(signal());
      const [two] = (await containers()).filter(({ service }) => service === 'two');
      expect(two?.ports.map(({ hostIp }) => hostIp).toSorted()).toEqual(['127.0.0.1', address].toSorted());
      expect(await openPorts()).toEqual([]);
      await stage.down({ volumes: true });
    },
  );

  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  test.each<[string, string, string]>([
    ['200 published ports', services({ two: 'ports: ["127.0.0.1:20000-20199:30000-30199"]' }), 'ports'],
    [
      '60 services',
      `services:\n${many(60, (index) => `  s${index}: { image: "${testImage}" }`)}\n`,
      'services',
    ],
    [
      '10 services of 8 containers',
      `services:\n${many(10, (index) => `  s${index}: { image: "${testImage}", deploy: { replicas: 8 } }`)}\n`,
      'containers',
    ],
    [
      '40 networks',
      `services:\n  one: { image: "${testImage}", networks: [${many(40, (index) => `n${index},`).replaceAll('\n', ' ')}] }\nnetworks:\n${many(40, (index) => `  n${index}: {}`)}\n`,
      'networks',
    ],
    [
      '60 volumes',
      `services:\n  one: { image: "${testImage}", volumes: [${many(60, (index) => `"v${index}:/v${index}",`).replaceAll('\n', ' ')}] }\nvolumes:\n${many(60, (index) => `  v${index}: {}`)}\n`,
      'volumes',
    ],
  ])('case 113: a file that asks for %s is refused whole', async (_, text, what) => {
    const { code, messages } = await tell(gated, { 'compose.yaml': text });
    expect(code).toBe('compose-refused');
    expect(messages.join()).toMatch(new RegExp(`asks for \\d+ (published )?${what}; one file may have \\d+`));
  });

  test('case 115: a service is renamed and its build fails: told as that, and what runs goes on', async () => {
    const build = (name: string, last: string) => ({
      'compose.yaml': `services:\n  ${name}: { build: ., command: [/serve.pl] }\n`,
      Dockerfile: `FROM ${testImage}\n${last}\n`,
    });
    gated.write(build('old', 'ENV A=1'));
    const stage = await gated.stage();
    await stage.up(signal());
    gated.write(build('new', 'RUN ["/no-such-program"]'));
    await expect(stage.up(signal())).rejects.toMatchObject({ code: 'build-failed' });
    expect((await containers()).map(({ service, status }) => `${service} ${status}`)).toEqual([
      'old running',
    ]);
    await stage.down({ volumes: true });
  });
});
