import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../../src/runner/stage/stage.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Gated, openGated } from '../input/gated.ts';

/** In a seat of its own: what is stuck in there ends with it, whatever comes of the test. */
let gated: Gated;
beforeAll(async () => {
  gated = await openGated('stuck', 'nested');
}, 600_000);
afterAll(() => gated?.[Symbol.asyncDispose](), 120_000);

const grants = [
  { service: 'web', key: 'security_opt', value: 'seccomp=./profiles/', words: 'a profile of yours' },
] as const;
/** Takes the runtime's connection with the listener in it, and never looks at it. */
const silent = `use Socket;
socket(my $server, PF_UNIX, SOCK_STREAM, 0) or die;
unlink "/rec/agent.sock";
bind($server, sockaddr_un("/rec/agent.sock")) or die;
listen($server, 8) or die;
my @kept;
while (accept(my $client, $server)) { push @kept, $client }
`;
const files = {
  'compose.yaml': `services:
  recorder:
    image: ${testImage}
    command: [perl, /rec/silent.pl]
    volumes: ["./rec:/rec"]
    healthcheck: {test: ["CMD-SHELL", "[ -S /rec/agent.sock ]"], interval: 1s, retries: 60}
  web:
    image: ${testImage}
    command: [/serve.pl]
    depends_on: {recorder: {condition: service_healthy}}
    security_opt: ["seccomp=./profiles/p.json"]
`,
  'rec/silent.pl': silent,
  'profiles/p.json': JSON.stringify({
    defaultAction: 'SCMP_ACT_ALLOW',
    listenerPath: './rec/agent.sock',
    syscalls: [{ names: ['getdents64', 'openat', 'close', 'fcntl'], action: 'SCMP_ACT_NOTIFY' }],
  }),
};
const filter = () => ({ 'com.docker.compose.project': gated.project });
const pending = async () =>
  (await gated.seat.pendingStarts(filter(), { end: false })).map(({ service }) => service);
const within = (ms: number) => AbortSignal.timeout(ms);
/** The services that the engine can be asked about again. */
const inspected = async () =>
  (await gated.seat.engine.inspectContainers(filter(), within(30_000))).map(({ service }) => service);

/** Starts, and waits until web is stuck: the engine answers no question about it. */
async function getStuck(stage: Stage, signal: AbortSignal): Promise<{ readonly start: Promise<unknown> }> {
  const start = stage.up(signal).catch((error: unknown) => error);
  await expect.poll(pending, { timeout: 90_000 }).toEqual(['web']);
  await expect(gated.seat.engine.inspectContainers(filter(), within(3_000))).rejects.toThrow();
  return { start };
}

test('case 151: a start that waits for a listener for ever is found, told of and ended', async () => {
  gated.write(files);
  const stage = await gated.stage(grants, {}, undefined, 6_000);
  await expect(stage.up(within(100_000))).rejects.toMatchObject({
    code: 'service-exited',
    message: expect.stringMatching(/^web did not become ready to start within 6 s.*listener/),
    place: { file: 'compose.yaml', key: 'services.web.security_opt' },
  });
  expect(await pending()).toEqual([]);
  expect(await inspected()).toEqual(['recorder', 'web']);
  await stage.down({ volumes: true });
  expect(await inspected()).toEqual([]);
});

test('case 151: a caller who gives up leaves nothing that is stuck', async () => {
  gated.write(files);
  const stage = await gated.stage(grants, {}, undefined, 600_000);
  const caller = new AbortController();
  const { start } = await getStuck(stage, caller.signal);
  caller.abort();
  expect(await start).toMatchObject({ code: 'cancelled' });
  expect(await inspected()).toEqual(['recorder', 'web']);
  await stage.down({ volumes: true });
});

test.each([{ volumes: true }, { volumes: false }])(
  'case 151: to take down ends what is stuck: %o',
  async (how) => {
    gated.write(files);
    const stage = await gated.stage(grants, {}, undefined, 600_000);
    const { start } = await getStuck(stage, within(110_000));
    await stage.down(how);
    expect(await inspected()).toEqual([]);
    expect(await start).toBeInstanceOf(Error);
  },
);

test('case 151: what starts in its time is let be', async () => {
  // A call that no start makes.
  gated.write({
    ...files,
    'profiles/p.json': files['profiles/p.json'].replace(/"names":\[[^\]]*\]/, '"names":["swapon"]'),
  });
  const stage = await gated.stage(grants, {}, undefined, 6_000);
  await stage.up(within(100_000));
  expect(await pending()).toEqual([]);
  expect(await gated.seat.pendingStarts(filter(), { end: true })).toEqual([]);
  expect(await inspected()).toEqual(['recorder', 'web']);
  await stage.down({ volumes: true });
});
