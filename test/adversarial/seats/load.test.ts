import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seatImages, usualEngine } from '../../../src/seats/seat-images.ts';
import { heldBytes } from '../../fixtures/held-memory.ts';
import { limits, seatTwo, skip, type TwoSeats, works } from './two-seats.ts';

describe.skipIf(skip !== undefined)(
  `load in one of two rootless seats${skip ? ` (skipped: ${skip})` : ''}`,
  () => {
    let two: TwoSeats;
    beforeAll(async () => {
      two = await seatTwo('rootless', { audience: 'many', network: 'closed', limits });
    });
    afterAll(async () => {
      await two?.[Symbol.asyncDispose]();
    });

    it('case 60 (rootless): a fork bomb reaches the limit of its seat, and a neighbour goes on', async () => {
      // It ends by itself: where nothing more can be started, nothing can be started to end it either.
      const bomb = 'end=$((SECONDS + 5)); while [ $SECONDS -lt $end ]; do sleep 7 & done; wait';
      let said = '';
      const bombing = two.a.bench
        .run(['bash', '-c', bomb], { timeoutMs: 15_000, onOutput: (text) => (said += text) })
        .catch(() => undefined);
      const neighbour: boolean[] = [];
      for (let round = 0; round < 5; round += 1) neighbour.push(await works(two.b));
      await bombing;
      expect(said).toContain('Resource temporarily unavailable');
      expect(neighbour).toEqual([true, true, true, true, true]);
      await expect.poll(() => works(two.a).catch(() => false), { timeout: 20_000 }).toBe(true);
    });

    it('case 61 (rootless): a memory hog is killed in its seat, and nothing else', async () => {
      const hog = ['perl', '-e', 'my @held; push @held, "x" x (16 << 20) for 1 .. 200; print "held"'];
      const [eaten, neighbour] = await Promise.all([
        two.a.bench.run(hog, { timeoutMs: 60_000 }),
        works(two.b),
      ]);
      expect(eaten.exitCode).not.toBe(0);
      expect(eaten.stdout).not.toContain('held');
      expect(neighbour).toBe(true);
      await expect.poll(() => works(two.a).catch(() => false), { timeout: 20_000 }).toBe(true);
    });

    it('case 62: endless output waits in the seat, and ends at Ctrl-C', async () => {
      await using shell = await two.a.bench.exec({
        argv: ['bash', '--norc'],
        tty: { columns: 80, rows: 24 },
      });
      await shell.write('yes\n');
      const reader = shell.output[Symbol.asyncIterator]();
      await reader.next();
      const before = heldBytes();
      for (let round = 0; round < 10; round += 1) expect(await works(two.b)).toBe(true);
      expect(heldBytes() - before).toBeLessThan(16 * 2 ** 20);
      await shell.write('\u0003');
      await shell.write('echo "over" $?\n');
      let last = '';
      while (!last.includes('over 130')) {
        const { value, done } = await reader.next();
        if (done === true) break;
        last = `${last}${Buffer.from(value).toString()}`.slice(-200);
      }
      expect(last).toContain('over 130');
    });

    it('case 65 (rootless): a seat that fills its disk fills its own, and nobody else’s', async () => {
      const filled = await two.a.bench.run(['sh', '-c', 'dd if=/dev/zero of=fill bs=1M count=2000'], {
        timeoutMs: 120_000,
      });
      expect(filled.stderr).toContain('No space left on device');
      expect(await works(two.b)).toBe(true);
      const helper = {
        name: `${two.id}-looks`,
        image: seatImages[usualEngine.release],
        entrypoint: ['du', '--block-size=1', '/disk/seat.img'],
        labels: { 'dev.drydock.home': two.id, 'dev.drydock.role': 'disk' },
        binds: [`drydock-disk-${two.id}-a-rootless-file:/disk:ro`],
        networkMode: 'none',
      };
      const container = await two.outer.ensureContainer(helper);
      await expect.poll(() => two.outer.logTail(container, 1), { timeout: 10_000 }).toMatch(/seat\.img/);
      const bytes = Number.parseInt(await two.outer.logTail(container, 1), 10);
      expect(bytes).toBeGreaterThan(limits.diskBytes / 2);
      expect(bytes).toBeLessThanOrEqual(limits.diskBytes);
      await two.a.bench.run(['rm', 'fill']);
      expect(await works(two.a)).toBe(true);
    });
  },
);
