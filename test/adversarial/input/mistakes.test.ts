/** What a learner writes by mistake is told as that, with its place; through the gate, with the real Compose. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DrydockError } from '../../../src/lab/errors.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Gated, openGated, signal, tell, web } from './gated.ts';
import { mutatedText } from './mutated.ts';

const skip = await whyNoEmbedded();
const two = (one: string, other: string) =>
  `services:\n  one:\n    image: ${testImage}\n    ${one}\n  other:\n    image: ${testImage}\n    ${other}\n`;

describe.skipIf(skip !== undefined)('a compose file', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await openGated('mistakes');
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  test.each<[string, string, string | undefined, RegExp]>([
    [
      'a circle',
      two('depends_on: [other]', 'depends_on: [one]'),
      ':4 services.one.depends_on',
      /wait for each other/,
    ],
    [
      'a service that waits for itself',
      web('depends_on: [web]'),
      ':5 services.web.depends_on',
      /web waits for web/,
    ],
    ['an empty file', '', undefined, /has no services/],
    ['a comment alone', '# nothing yet\n', undefined, /has no services/],
    ['services without one', 'services:\n', undefined, /has no services/],
    ['a list of services', 'services: []\n', undefined, /services/],
    ['a number for a capability', web('cap_add: [21]'), ':5 services.web.cap_add', /a number|cap_add/],
    ['one capability, without its list', web('cap_drop: ALL'), ':5 services.web.cap_drop', /must be a list/],
    ['a size of many', web('mem_limit: lots'), ':5 services.web.mem_limit', /“lots” for a size/],
    ['a size with a unit that is none', web('mem_limit: 64x'), ':5 services.web.mem_limit', /such as 64m/],
    [
      'the same for a deployment',
      web('deploy: { resources: { limits: { memory: 12q } } }'),
      ':5 services.web.deploy.resources.limits.memory',
      /such as 64m/,
    ],
    ['a word for a number', web('cpus: many'), ':5 services.web.cpus', /“many” where a number/],
    ['a word for a truth', web('read_only: maybe'), ':5 services.web.read_only', /true or false/],
    [
      'a time of soon',
      web('stop_grace_period: soon'),
      ':5 services.web.stop_grace_period',
      /“soon” for a time/,
    ],
    ['a port of letters', web('ports: ["127.0.0.1:abc:80"]'), ':5 services.web.ports', /port/],
    ['a port that is none', web('ports: ["127.0.0.1:99999:80"]'), ':5 services.web.ports', /99999/],
    ['a check of nothing known', web('healthcheck: { test: [x] }'), ':5 services.web.healthcheck', /CMD/],
    [
      'a variable that is a number',
      web('environment: [1]'),
      ':5 services.web.environment',
      /a number|environment/,
    ],
    ['a user that is a number', web('user: 1000'), ':5 services.web.user', /must be a string/],
    ['a network of nobody', web('networks: [nope]'), ':2 services.web', /undefined network nope/],
    ['a volume of nobody', web('volumes: ["nope:/x"]'), ':2 services.web', /undefined volume nope/],
    ['a service of nobody', web('depends_on: [nope]'), ':2 services.web', /undefined service/],
    [
      'a service without an image',
      'services:\n  web: { command: x }\n',
      ':2 services.web',
      /neither an image/,
    ],
    ['a service that is nothing', 'services:\n  web:\n', ':2 services.web', /must be a mapping/],
    ['a service that is a word', 'services:\n  web: nginx\n', ':2 services.web', /must be a mapping/],
    ['a name with a blank', `services:\n  "we b": { image: ${testImage} }\n`, undefined, /we b/],
    [
      'a limit in parts',
      web('ulimits: { nofile: { soft: 1 } }'),
      ':5 services.web.ulimits.nofile',
      /hard is required/,
    ],
  ])('case 196: with a mistake is told as that: %s', async (_what, text, place, words) => {
    const told = await tell(gated, { 'compose.yaml': text });
    expect(told).toMatchObject({ code: 'bad-compose' });
    expect(told.messages[0]).toMatch(words);
    expect(told.messages[0]).not.toMatch(/\/run\/|\.json|strconv|decoding|undefined:/);
    expect(told.places[0]).toContain('compose.yaml');
    if (place !== undefined) expect(told.places[0]).toContain(`compose.yaml${place}`);
  });

  test.each<[string, string, string, RegExp]>([
    ['a limit of memory without its unit', web('mem_limit: 64'), 'mem_limit', /memory limit/i],
    ['more processors than there are', web('cpus: 100000'), 'cpus', /cpus/i],
  ])(
    'case 196: with a mistake that only the engine can see is told as that: %s',
    async (_what, text, key, words) => {
      gated.write({ 'compose.yaml': text });
      const stage = await gated.stage();
      try {
        const error: unknown = await stage.up(signal()).catch((cause: unknown) => cause);
        expect(error).toBeInstanceOf(DrydockError);
        expect(error).toMatchObject({ code: 'bad-compose', message: expect.stringMatching(words) });
        expect(error).toMatchObject({
          place: { file: 'compose.yaml', line: 5, key: `services.web.${key}` },
        });
      } finally {
        await stage.down({ volumes: true });
      }
    },
  );

  test('case 196: is never told as a fault of the engine’s or of ours, whatever the file says', async () => {
    await fc.assert(
      fc.asyncProperty(mutatedText, async (text) => {
        const { code, messages } = await tell(gated, { 'compose.yaml': text });
        expect(
          ['passed', 'bad-compose', 'compose-refused', 'image-unavailable', 'timed-out'],
          `${code} ${messages.join()}\n${text}`,
        ).toContain(code);
      }),
      { numRuns: 40 },
    );
  });

  test.each(['constructor', '__proto__', 'toString', 'valueOf', 'x.y', '-', '1'])(
    'case 196: with a service that is called %s runs, or is refused in words',
    async (name) => {
      gated.write({
        'compose.yaml': `services:\n  ${name}:\n    image: ${testImage}\n    command: [/serve.pl]\n`,
      });
      const stage = await gated.stage();
      try {
        const error: unknown = await stage.up(signal()).then(
          () => undefined,
          (cause: unknown) => cause,
        );
        if (error !== undefined)
          expect(error).toMatchObject({ code: expect.stringMatching(/^(bad-compose|compose-refused)$/) });
      } finally {
        await stage.down({ volumes: true });
      }
    },
  );

  test('case 197: a service that is renamed while its build fails: the build is what failed, and what ran runs on', async () => {
    const file = (service: string, build: string) =>
      `services:\n  ${service}:\n    command: [/serve.pl]\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM ${testImage}\n        ${build}\n`;
    const names = async () =>
      (await gated.seat.engine.inspectContainers({ 'com.docker.compose.project': gated.project })).map(
        ({ name }) => name,
      );
    gated.write({ 'compose.yaml': file('old-name', 'LABEL a=1') });
    const stage = await gated.stage();
    try {
      await stage.up(signal());
      const before = await names();
      expect(before.join()).toContain('old-name');
      for (const broken of ['RUN ["/nothing-here"]', 'COPY nothing-here /x', 'NONSENSE']) {
        gated.write({ 'compose.yaml': file('new-name', broken) });
        const error: unknown = await stage.up(signal()).catch((cause: unknown) => cause);
        expect(error).toMatchObject({ code: 'build-failed' });
        expect(await names()).toEqual(before);
      }
      gated.write({ 'compose.yaml': file('new-name', 'LABEL a=2') });
      await stage.up(signal());
      const after = await names();
      expect(after.join()).toContain('new-name');
      expect(after.join()).not.toContain('old-name');
    } finally {
      await stage.down({ volumes: true });
    }
  });
});
