import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findDockerds } from '../../../../src/seats/embedded/other-dockerd.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

interface Process {
  readonly pid: number | 'self';
  readonly name?: string;
  readonly parent?: number;
  readonly network?: string;
  readonly argv?: readonly string[];
}

async function findAmong(...processes: readonly Process[]): Promise<readonly number[]> {
  using proc = makeTemporaryFolder();
  const ours: Process = { pid: 'self', name: 'node', argv: ['node'] };
  for (const { pid, name = 'dockerd', parent = 1, network = 'net:[1]', argv = ['dockerd'] } of [
    ours,
    ...processes,
  ]) {
    const folder = join(proc.path, String(pid));
    mkdirSync(join(folder, 'ns'), { recursive: true });
    symlinkSync(network, join(folder, 'ns', 'net'));
    writeFileSync(join(folder, 'comm'), `${name}\n`);
    writeFileSync(join(folder, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
    writeFileSync(join(folder, 'stat'), `${pid} (${name}) S ${parent} ${pid} ${pid} 0\n`);
  }
  return (await findDockerds(proc.path)).map(({ pid }) => pid);
}

it('finds daemons in our network namespace, and none in others', async () => {
  const elsewhere = { pid: 30, network: 'net:[2]' };
  expect(await findAmong({ pid: 10 }, { pid: 20, name: 'containerd' }, elsewhere)).toEqual([10]);
});

it('takes what a daemon is about to start for no second daemon', async () => {
  expect(await findAmong({ pid: 10 }, { pid: 11, parent: 10 }, { pid: 12, parent: 5 })).toEqual([10, 12]);
});

it('leaves out one that has ended and was not waited for', async () => {
  expect(await findAmong({ pid: 10, argv: [] })).toEqual([]);
});
