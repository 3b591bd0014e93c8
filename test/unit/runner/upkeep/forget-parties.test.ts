/** What somebody worked with, on disk and in seats, goes; what others did stays. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../../src/files/sha256.ts';
import type { Run } from '../../../../src/lab/ports/store.ts';
import { projectOf } from '../../../../src/runner/jobs/run-state.ts';
import { type ForgetTools, forgetKept, forgetParties } from '../../../../src/runner/upkeep/forget-parties.ts';
import { type OpenStore, openStore } from '../../../../src/store/open-store.ts';
import { newRun } from '../../../fixtures/attempt.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
const at = (...names: string[]) => join(folder.path, ...names);
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(at('drydock.db'));
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});
const { signal } = new AbortController();

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A party with a run and a workspace. */
function addRun(name: string, workspaceDir = at('workspaces', name)): Run {
  const party = store.partyOf(store.addMember(name, 'learner', 'home').id)?.id ?? '';
  write(join(workspaceDir, 'compose.yaml'), name);
  write(`${workspaceDir}.synced.json`, '[]');
  return store.createRun({ ...newRun(party), workspaceDir });
}

function toolsOf(calls: string[], runs: readonly Run[], fails = false): ForgetTools {
  const things = runs.map((run) => ({
    kind: 'volume' as const,
    id: run.id,
    labels: { 'com.docker.compose.project': projectOf(run) },
  }));
  const seat = {
    engine: {
      listLabelled: async () => things,
      removeLabelled: async (filter: object) => void calls.push(`remove ${Object.values(filter).join()}`),
    },
    findWorkbenches: async () =>
      runs.map(({ id }) => ({ runId: id, remove: async () => void calls.push(`workbench ${id}`) })),
  };
  return {
    runner: {
      begin: async ({ party }, kind) => {
        calls.push(`${kind} ${party}`);
        return { id: 'job', kind, startedAt: '', steps: [] };
      },
      finish: async () => {
        if (fails) throw new Error('the engine is away');
      },
    },
    store,
    // What a seat has beyond this is not asked for.
    seats: { listRunning: async () => [{ id: 'one', kind: 'nested', open: async () => seat as never }] },
    workspacesDir: at('workspaces'),
    keptDir: at('kept'),
  };
}

test('labs are stopped, then what seats and the disk have of them goes, and nothing of others', async () => {
  const [gone, stays] = [addRun('gone'), addRun('stays')];
  const calls: string[] = [];
  await forgetParties(toolsOf(calls, [gone, stays]), new Set([gone.party]), signal);
  expect(calls).toEqual([`stop ${gone.party}`, `remove ${projectOf(gone)}`, `workbench ${gone.id}`]);
  expect(readdirSync(at('workspaces')).sort()).toEqual(['stays', 'stays.synced.json']);
});

test('where a lab cannot be stopped, nothing is removed', async () => {
  const gone = addRun('gone');
  const calls: string[] = [];
  const tried = forgetParties(toolsOf(calls, [gone], true), new Set([gone.party]), signal);
  await expect(tried).rejects.toThrow('the engine is away');
  expect(calls).toEqual([`stop ${gone.party}`]);
  expect(existsSync(join(gone.workspaceDir, 'compose.yaml'))).toBe(true);
});

test('a workspace that is no folder of the home is left alone', async () => {
  const gone = addRun('gone', at('elsewhere', 'mine'));
  store.updateRun(gone.id, { intent: 'stopped' });
  await forgetParties(toolsOf([], []), new Set([gone.party]), signal);
  expect(existsSync(at('elsewhere', 'mine', 'compose.yaml'))).toBe(true);
});

test('a copy that was kept goes with whose files it has, and no link out of it is followed', async () => {
  write(at('kept', 'start-one', 'then', 'deep', 'notes.txt'), 'theirs');
  write(at('kept', 'start-one', 'later', 'notes.txt'), 'of somebody else');
  write(at('mine.txt'), 'theirs');
  symlinkSync(at('mine.txt'), at('kept', 'start-one', 'later', 'link'));
  await forgetKept({ keptDir: at('kept') }, new Set([sha256('theirs')]));
  expect(readdirSync(at('kept', 'start-one'))).toEqual(['later']);
  expect(existsSync(at('mine.txt'))).toBe(true);
  await forgetKept({ keptDir: at('nowhere') }, new Set([sha256('theirs')]));
});
