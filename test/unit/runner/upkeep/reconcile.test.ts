import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Seat } from '../../../../src/lab/ports/seat.ts';
import type { SeatDirectory } from '../../../../src/lab/ports/seat-directory.ts';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { reconcile } from '../../../../src/runner/upkeep/reconcile.ts';
import { makeCopies } from '../../../../src/seats/copies.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

it('keeps the volumes of a lab that the store does not know, as after a restore', async () => {
  using folder = makeTemporaryFolder();
  using store = openStore(join(folder.path, 'drydock.db'));
  const project = 'drydock-start-first-container-zzzzzz';
  const removed: unknown[] = [];
  const labels = { 'com.docker.compose.project': project };
  const engine: Partial<Seat['engine']> = {
    listLabelled: async () => [
      { kind: 'container', labels },
      { kind: 'volume', labels },
    ],
    inspectContainers: async () => [],
    removeLabelled: async (...asked) => {
      removed.push(asked);
      return { containers: 1, networks: 0, volumes: 0 };
    },
  };
  const seat: Partial<Seat> = {
    id: 'main',
    kind: 'host',
    engine: engine as Seat['engine'],
    findWorkbenches: async () => [
      { runId: '01ARZ3NDEKTSV4RRFFQ6ZZZZZZ', remove: async () => void removed.push('workbench') },
    ],
  };
  const seats: Partial<SeatDirectory> = {
    listRunning: async () => [{ id: 'main', kind: 'host', open: async () => seat as Seat }],
  };
  const tools = {
    store,
    seats: seats as SeatDirectory,
    library: await LabLibrary.open('labs'),
    copies: makeCopies('home'),
    workspacesDir: join(folder.path, 'workspaces'),
    live: () => expect.unreachable(),
  };
  await (await reconcile(tools, new AbortController().signal)).ended;
  expect(removed).toEqual([[labels, { keepVolumes: true }], 'workbench']);
});
