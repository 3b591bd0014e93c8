/** `drydock takeaways` on a home in which a lab was finished: a real store, a real workspace, no engine. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabId } from '../../src/lab/lab-id.ts';
import { openStore } from '../../src/store/open-store.ts';
import { DrydockCommand } from '../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const lab = 'start/first-container';
const folder = makeTemporaryFolder();
const home = join(folder.path, 'home');
const workspaceDir = join(home, 'workspaces', 'one');
const out = join(folder.path, 'out');
const kept = join(out, lab, 'compose.yaml');
const drydock = new DrydockCommand(home, undefined);
const made = 'services:\n  web:\n    user: "10001"\n';

beforeAll(() => {
  mkdirSync(workspaceDir, { recursive: true });
  writeFileSync(join(workspaceDir, 'compose.yaml'), made);
  using store = openStore(join(home, 'drydock.db'));
  const { party } = store.localPerson();
  const run = (id: LabId) =>
    store.createRun({
      party: party.id,
      lab: id,
      context: 'self',
      contentHash: 'none',
      seed: 'one',
      vars: {},
      intent: 'stopped',
      step: 'stopped',
      seatKind: 'embedded',
      seatClass: 'own',
      workspaceDir,
    });
  store.addEvent({ type: 'lab-done', run: run(lab).id });
  run('base-images/measure');
});
afterAll(() => folder[Symbol.dispose]());

const take = async (...flags: string[]) => drydock.run('takeaways', '--output', out, ...flags);

it('writes the file of each finished lab with its reason, and says which are not done', async () => {
  const { stdout, exitCode } = await take('--json');
  expect(exitCode).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer.takeaways).toEqual([{ lab, file: `${lab}/compose.yaml`, outcome: 'written' }]);
  expect(answer.notDone).toContain('base-images/measure');
  expect(answer.notDone).not.toContain(lab);
  expect(readFileSync(kept, 'utf8')).toBe(made);
  const index = readFileSync(join(out, 'index.md'), 'utf8');
  expect(index).toContain(`[${lab}/compose.yaml](${lab}/compose.yaml)`);
  expect(index).toContain('- base-images/measure: ');
});

it('says that it is there already, and writes over nothing that differs unless told to', async () => {
  expect((await take()).stdout).toContain('there already');
  writeFileSync(kept, 'mine\n');
  const refused = await take();
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain('differs');
  expect(readFileSync(kept, 'utf8')).toBe('mine\n');
  const forced = await take('--force');
  expect(forced.exitCode).toBe(0);
  expect(forced.stdout).toContain('overwritten');
  expect(readFileSync(kept, 'utf8')).toBe(made);
});
