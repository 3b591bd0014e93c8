import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isAlive } from '../../../src/engine/is-alive.ts';
import { eventually } from '../../fixtures/eventually.ts';

test('a process is alive until it has ended', async () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(1)).toBe(true);
  const child = spawn('sleep', ['600']);
  await once(child, 'spawn');
  const { pid = 0 } = child;
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(false);
});

test.skipIf(process.platform !== 'linux')('one that ended and that nobody waited for is not', async () => {
  // The child ends once the shell, whose child it stays, has become a program that waits for nobody.
  const child = 'until [ "$(cat /proc/$$/comm)" = sleep ]; do :; done';
  const parent = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 600`]);
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(printed));
  await eventually(() => expect(isAlive(pid)).toBe(false));
  expect(process.kill(pid, 0)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});
