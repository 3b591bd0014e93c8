import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../src/lab/manifest/grant.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Gated, openGated, signal, tell, web } from './gated.ts';

let gated: Gated;
beforeAll(async () => {
  gated = await openGated('limits');
}, 300_000);
afterAll(() => gated?.[Symbol.asyncDispose]());

const build = (line: string) => ({
  'compose.yaml': `services:\n  web:\n    build:\n      context: .\n      ${line}\n`,
  Dockerfile: `FROM ${testImage}\nCMD ["/serve.pl"]\n`,
});
const limits = [
  'ulimits: {rtprio: 99}',
  'ulimits: {RTPRIO: 99}',
  'ulimits: {Nice: {soft: 1, hard: 40}}',
  'ulimits: {RtTime: 9}',
];

test.each(limits)('case 147: %s, of a service or of a build, needs a grant', async (line) => {
  for (const files of [{ 'compose.yaml': web(line) }, build(line)]) {
    const { code, messages } = await tell(gated, files);
    expect({ code, said: messages.join() }).toEqual({
      code: 'compose-refused',
      said: expect.stringMatching(/the grant that is missing is ulimits = (rtprio|nice|rttime) for web/),
    });
  }
});

test.each(['{RTPR\u0130O: 9}', '{rtprioo: 9}'])(
  'case 147: a limit that there is not, %s, is refused',
  async (limit) => {
    const { code, messages } = await tell(gated, { 'compose.yaml': web(`ulimits: ${limit}`) });
    expect({ code, said: messages.join() }).toEqual({
      code: 'compose-refused',
      said: expect.stringContaining('there is no limit'),
    });
  },
);

test.each([
  'extra_hosts: [h=host-gateway]',
  'extra_hosts: {h: host-gateway}',
  'extra_hosts: ["h:HOST-gateway"]',
])('case 147: %s of a build needs a grant', async (line) => {
  const { code, messages } = await tell(gated, build(line));
  expect({ code, said: messages.join() }).toEqual({
    code: 'compose-refused',
    said: expect.stringContaining('extra_hosts = host-gateway for web'),
  });
});

test('case 147: a grant gives a limit in any case, to a service and to its build', async () => {
  const grant = (key: Grant['key'], value: string): Grant => ({ service: 'web', key, value, words: 'x' });
  const grants = [grant('ulimits', 'rttime'), grant('extra_hosts', 'host-gateway')];
  expect(await tell(gated, { 'compose.yaml': web('ulimits: {RtTime: 9}') }, grants)).toMatchObject({
    code: 'passed',
  });
  expect(await tell(gated, build('ulimits: {RTTIME: 9}'), grants)).toMatchObject({ code: 'passed' });
  expect(await tell(gated, build('extra_hosts: [h=host-gateway]'), grants)).toMatchObject({ code: 'passed' });
});

test('case 147: other limits and hosts are anybody’s, in any case', async () => {
  gated.write({
    'compose.yaml': web('ulimits: {NoFile: 1024, core: 1, STACK: {soft: 1000000, hard: 8000000}}'),
  });
  const stage = await gated.stage();
  await stage.up(signal());
  await stage.down({ volumes: true });
  for (const line of ['ulimits: {NOFILE: 1024}', 'extra_hosts: [other=10.0.0.1]'])
    expect(await tell(gated, build(line))).toMatchObject({ code: 'passed' });
});
