import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leastLimits } from '../../../src/seats/nested/seat-limits.ts';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { type NestedLab, nestLab } from '../fault/nested-lab.ts';
import { seatTwo, skip } from './two-seats.ts';

const why = skip ? ` (skipped: ${skip})` : '';

describe.skipIf(skip !== undefined)(`a seat of the least that is taken${why}`, () => {
  it('case 185: comes up, and a container runs in it', async () => {
    await using two = await seatTwo('rootless', { audience: 'many', network: 'closed', limits: leastLimits });
    await makeTestImage(two.a.bench);
    const ran = await two.a.bench.run(['docker', 'run', '--rm', testImage, 'perl', '-e', 'print "ran"'], {
      timeoutMs: 60_000,
    });
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ran' });
  });
});

describe.skipIf(skip !== undefined)(`a seat whose disk is full${why}`, () => {
  let lab: NestedLab;
  beforeAll(async () => {
    const limits = { ...leastLimits, diskBytes: 700 * 2 ** 20 };
    lab = await nestLab({ seatClass: 'rootless', limits });
    await lab.at.perform('start');
    // To the last block, also of what the file system had set aside for what was on its way.
    const fill =
      'for bs in 1M 4k 4k; do dd if=/dev/zero of=/var/lib/docker/fill-$bs bs=$bs oflag=append conv=notrunc,fsync; done';
    await lab.inSeat(['sh', '-c', fill]);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });
  const start = async () => {
    const { runner, key } = lab.at;
    const { id } = await runner.begin({ ...key, lab: 'capabilities/drop-all' }, 'start');
    return runner.finish(id);
  };

  it('case 186: another lab that starts in it is told so, and what to do, and starts once there is room', async () => {
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('the seat’s disk is full'),
      fix: expect.stringContaining('--seat-disk'),
    });
    // The lab that was there before goes on.
    expect((await lab.services()).map(({ status }) => status)).toEqual(['running']);
    await lab.inSeat(['sh', '-c', 'rm /var/lib/docker/fill-*']);
    // It comes as far as its images, which were not brought into this seat.
    await expect(start()).rejects.toMatchObject({ code: 'image-unavailable' });
  });
});
