import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { seatTwo, skip, type TwoSeats } from './two-seats.ts';

/** Each line of output is one way out that was open. Nothing in it does harm where it works. */
const waysOut = `
canary=$1
try() { name=$1; shift; if ( "$@" ) > /dev/null 2>&1; then echo "$name"; fi; }
same_core() { cat /proc/sys/kernel/core_pattern > /tmp/core && cat /tmp/core > /proc/sys/kernel/core_pattern; }
agent() { mkdir /tmp/rdma && mount -t cgroup -o memory cgroup /tmp/rdma && : >> /tmp/rdma/release_agent; }
disk() { mknod /tmp/disk b $(sed 's/:/ /' /sys/class/block/[svn]*[a1]/dev | head -n 1) && head -c 512 /tmp/disk | grep -q .; }
try core_pattern same_core
try sysrq sh -c 'echo h > /proc/sysrq-trigger'
try release_agent agent
try raw-disk disk
try canary-by-root sh -c "echo gone > /proc/1/root$canary"
try canary-by-nsenter nsenter --target 1 --mount --pid sh -c "test -e $canary && echo gone > $canary"
exit 0`;

describe.skipIf(skip !== undefined).each(['rootless', 'privileged'] as const)(
  'out of a seat: %s',
  (seatClass) => {
    const folder = makeTemporaryFolder();
    const canary = join(folder.path, 'canary');
    let two: TwoSeats;
    beforeAll(async () => {
      writeFileSync(canary, 'sings');
      two = await seatTwo(seatClass, { network: 'closed' });
      await makeTestImage(two.a.bench);
    });
    afterAll(async () => {
      await two?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    });

    // The other class does not claim it.
    if (seatClass === 'rootless')
      it('case 85 (rootless): from the seat’s shell no way out of it is open', async () => {
        const { stdout } = await two.a.bench.run(['sh', '-c', waysOut, 'sh', canary], { timeoutMs: 60_000 });
        expect(stdout).toBe('');
        expect(readFileSync(canary, 'utf8')).toBe('sings');
      });

    it(`a breakout from a container into its ${seatClass} seat leaves the host around it alone`, async () => {
      const power = seatClass === 'privileged' ? ['--privileged'] : ['--cap-add', 'ALL'];
      const inside = `echo in > /tmp/broken-into; test -e ${canary} && echo gone > ${canary}; true`;
      const breakout = `chroot "/seat" or die; exec qw(nsenter --target 1 --mount --pid sh -c), '${inside}'`;
      const argv = [
        'docker',
        'run',
        '--rm',
        '--pid',
        'host',
        ...power,
        '-v',
        '/:/seat',
        testImage,
        'perl',
        '-e',
        breakout,
      ];
      const done = await two.a.bench.run(argv, { timeoutMs: 60_000 });
      // In a privileged seat it works, and what it reaches is the seat; in a rootless one process 1 is out of reach.
      if (seatClass === 'privileged') {
        expect(done).toMatchObject({ exitCode: 0 });
        expect((await two.a.bench.run(['cat', '/tmp/broken-into'])).stdout).toBe('in\n');
      } else expect(done.exitCode).not.toBe(0);
      expect(readFileSync(canary, 'utf8')).toBe('sings');
      const other = await two.b.bench.run(['test', '-e', '/tmp/broken-into']);
      expect(other).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
    });
  },
);
