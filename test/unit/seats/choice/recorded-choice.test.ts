import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readChoice, recordChoice } from '../../../../src/seats/choice/recorded-choice.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

it('remembers a choice, and says so where it cannot be read', async () => {
  using folder = makeTemporaryFolder();
  const home = join(folder.path, 'home');
  expect(await readChoice(home)).toBeUndefined();
  await recordChoice(home, { kind: 'nested', outer: 'host' });
  expect(await readChoice(home)).toEqual({ kind: 'nested', outer: 'host' });
  writeFileSync(join(home, 'engine-choice.json'), '{"kind":"cloud"}');
  await expect(readChoice(home)).rejects.toMatchObject({ code: 'setup-failed' });
  await recordChoice(home, { kind: 'host' });
  expect(await readChoice(home)).toEqual({ kind: 'host' });
});
