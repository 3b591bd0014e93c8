import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NestedLab, nestLab, skip } from '../fault/nested-lab.ts';

/** What a service may leave in logs is two files of 10 MB. */
const mayKeepBytes = 25_000_000;

describe.skipIf(skip !== undefined)(`logs in a seat${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let lab: NestedLab;
  beforeAll(async () => {
    lab = await nestLab();
    await lab.at.perform('start');
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  it('case 64: a service that floods its log takes no more of the disk than two files', async () => {
    const { runner, key } = lab.at;
    const { text = '', revision } = await runner.files.read(key, 'compose.yaml');
    const flood = 'head -c 120000000 /dev/urandom | base64; touch /tmp/flooded; exec sleep 600';
    const edited = text.replace('perl /srv/server.pl', `sh -c "${flood}"`);
    expect(edited).not.toBe(text);
    await runner.files.save(key, 'compose.yaml', edited, revision);
    await lab.at.perform('run');
    const [web] = await lab.services();
    const isOver = async () =>
      (await (await lab.inner()).run(web?.id ?? '', ['test', '-e', '/tmp/flooded'], { cwd: '/' })).exitCode;
    await expect.poll(isOver, { timeout: 60_000 }).toBe(0);
    const folder = `/var/lib/docker/containers/${web?.id}`;
    expect(Number.parseInt(await lab.inSeat(['du', '-sb', folder]), 10)).toBeLessThan(mayKeepBytes);
    expect(await lab.inSeat(['find', folder, '-name', 'container.log*'])).toContain('container.log');
  });
});
