/** *Reset* and *Solve* of a lab that runs, where its learner's files are more than is copied. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { makeRunnerOnEngine } from '../../fixtures/runner-on-engine.ts';

const reason = await whyNoEmbedded();

it('case 95: Reset and Solve of what is more than a copy holds are refused, and the next Run is no Reset', async (context) => {
  if (reason !== undefined) context.skip(reason);
  await using at = await makeRunnerOnEngine();
  await at.perform('start');
  const run = at.store.listRuns()[0];
  const dir = run?.workspaceDir ?? '';
  const compose = readFileSync(join(dir, 'compose.yaml'), 'utf8');
  writeFileSync(join(dir, 'compose.yaml'), `${compose}# mine\n`);
  mkdirSync(join(dir, 'modules'));
  for (let index = 0; index < 10_001; index += 1) writeFileSync(join(dir, 'modules', `${index}`), '');
  for (const kind of ['reset', 'solve'] as const)
    await expect(at.perform(kind)).rejects.toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('10,000 files and folders'),
    });
  expect(readdirSync(join(dir, 'modules'))).toHaveLength(10_001);
  expect(readFileSync(join(dir, 'compose.yaml'), 'utf8')).toContain('# mine');
  expect(existsSync(join(at.home, 'kept'))).toBe(false);
  rmSync(join(dir, 'modules'), { recursive: true });
  await at.perform('run');
  expect(readFileSync(join(dir, 'compose.yaml'), 'utf8')).toContain('# mine');
  await at.perform('reset');
  expect(readFileSync(join(dir, 'compose.yaml'), 'utf8')).toBe(compose);
  const [lab = ''] = readdirSync(join(at.home, 'kept'));
  const [copy = ''] = readdirSync(join(at.home, 'kept', lab));
  expect(readFileSync(join(at.home, 'kept', lab, copy, 'compose.yaml'), 'utf8')).toContain('# mine');
});
