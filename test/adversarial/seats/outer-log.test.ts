import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome } from '../../../src/seats/home.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { seatTwo, skip, type TwoSeats } from './two-seats.ts';

/** What is written for a container outside of its seat is two files of 10 MB. */
const mayKeepBytes = 25_000_000;
const noEmbedded = await whyNoEmbedded();

/**
 * Writes into the log of the seat's own container: its engine's standard output leads there, and whoever is root of the
 * seat may take a descriptor out of a process of theirs. pidfd_open(2) and pidfd_getfd(2) by their numbers, which are
 * the same on every architecture.
 */
const writeOut = `
use strict; my ($pid, $megabytes) = @ARGV;
my $process = syscall(434, $pid + 0, 0); die "pidfd_open: $!" if $process < 0;
my $out = syscall(438, $process, 1, 0); die "pidfd_getfd: $!" if $out < 0;
open(my $log, '>&=', $out) or die "open: $!";
my ($line, $written) = ("x" x 1023 . "\\n", 0);
while ($written < $megabytes << 20) { my $n = syswrite($log, $line) // die "write: $!"; $written += $n }
print $written;`;

describe.skipIf(skip !== undefined)(
  `the log of a seat’s container${skip ? ` (skipped: ${skip})` : ''}`,
  () => {
    let two: TwoSeats;
    beforeAll(async () => {
      two = await seatTwo('rootless', { network: 'closed' });
    });
    afterAll(async () => {
      await two?.[Symbol.asyncDispose]();
    });
    const home = () => two.outer.inspectContainers({ 'dev.drydock.home': two.id });

    it('case 182 (rootless): what a seat writes into it takes no more of the machine’s disk than two files', async (context) => {
      context.skip(
        noEmbedded !== undefined,
        `the engine’s files are not to be seen from here: ${noEmbedded}`,
      );
      const { bench } = two.a;
      const dockerd = (await bench.run(['pidof', 'dockerd'])).stdout.trim();
      const done = await bench.run(['perl', '-e', writeOut, dockerd, '64'], { timeoutMs: 120_000 });
      expect(done).toMatchObject({ exitCode: 0, stderr: '' });
      expect(Number(done.stdout)).toBeGreaterThanOrEqual(64 << 20);
      const folder = join(
        engineFiles(findHome(process.env).engineHome).dataRoot,
        'containers',
        bench.container,
      );
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const bytes = names
        .map((name) => statSync(join(folder, name)).size)
        .reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeLessThan(mayKeepBytes);
      // And it was there that it went: the log has its end.
      expect(await two.outer.logTail(bench.container, 1)).toMatch(/^x{1023}\n$/);
    });

    it('case 189: every container that we make has a bounded log', async () => {
      const containers = await home();
      expect(containers.length).toBeGreaterThanOrEqual(2);
      for (const { logDriver, logOptions } of containers)
        expect({ logDriver, logOptions }).toMatchObject({
          logDriver: 'local',
          logOptions: { 'max-size': '10m', 'max-file': '2' },
        });
    });

    it('case 189: so has one that a learner starts by hand in a seat, and none where they say otherwise', async () => {
      const { bench, seat } = two.a;
      await makeTestImage(bench);
      for (const [name, more] of [
        ['plain', []],
        ['own', ['--log-driver', 'json-file', '--log-opt', 'max-size=1m']],
      ] as const)
        await bench.run([
          'docker',
          'run',
          '-d',
          '--label',
          'by=hand',
          '--name',
          name,
          ...more,
          testImage,
          '/serve.pl',
        ]);
      const [own, plain] = await seat.engine.inspectContainers({ by: 'hand' });
      expect(plain).toMatchObject({ logDriver: 'local', logOptions: { 'max-size': '10m', 'max-file': '2' } });
      expect(own).toMatchObject({ logDriver: 'json-file', logOptions: { 'max-size': '1m' } });
    });
  },
);
