/** What gives way or is left out is told, and not only kept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileTree } from '../../../src/files/file-tree.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import type { Seat, WorkbenchSpec } from '../../../src/lab/ports/seat.ts';
import type { SeatDirectory } from '../../../src/lab/ports/seat-directory.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { Job } from '../../../src/runner/jobs/job.ts';
import type { Lab } from '../../../src/runner/library/lab-library.ts';
import { LabStage } from '../../../src/runner/open-lab/lab-stage.ts';
import type { RunnerTools } from '../../../src/runner/runner-tools.ts';
import { type KeptVersions, tellKeptVersions } from '../../../src/runner/tell-kept.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { makeManifest } from '../../fixtures/manifest.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('case 245: a version in a seat that gives way to the server’s', () => {
  it('is named with its copy, to whoever opened the stage', async () => {
    using folder = makeTemporaryFolder();
    using store = openStore(join(folder.path, 'drydock.db'));
    const workspaceDir = join(folder.path, 'workspace');
    mkdirSync(workspaceDir);
    writeFileSync(join(workspaceDir, 'f'), 'page');
    const run = store.createRun({ ...newRun(store.localPerson().party.id), workspaceDir });
    let opened: WorkbenchSpec | undefined;
    const seat: Partial<Seat> = {
      openWorkbench: async (spec) => {
        opened = spec;
        throw new Error('no more is asked of it');
      },
    };
    const told: KeptVersions[] = [];
    const lab: Lab = { id: run.lab, dir: '', root: '', manifest: makeManifest({}), contentHash: '' };
    const seats: Partial<SeatDirectory> = { findSeat: async () => seat as Seat };
    const tools = {
      compose: {} as Compose,
      imageFacts: makeImageFactsCache(),
      keptDir: join(folder.path, 'kept'),
      now: () => new Date('2026-01-31T12:00:00Z'),
      store,
      seats: seats as SeatDirectory,
    } as Partial<RunnerTools> as RunnerTools;
    const stages = new LabStage(run, lab, tools, (kept) => told.push(kept));
    await expect(stages.openIn(run, seat as Seat, new AbortController().signal)).rejects.toThrow('no more');
    const versions: FileTree = new Map([
      ['f', { type: 'file', mode: 0o644, content: Buffer.from('terminal') }],
    ]);
    await opened?.onLost?.(versions);
    expect(told).toEqual([{ paths: ['f'], folder: expect.stringContaining(join(folder.path, 'kept')) }]);
  });

  const kept = { paths: ['a', 'b', 'c', 'd\u001b[2J'], folder: '/home/kept/one' };

  it('is told in a step of the job under way', () => {
    const job = new Job('job', 'run', '');
    tellKeptVersions(kept, job, { tellTrouble: expect.unreachable });
    expect(job.view().steps).toMatchObject([
      { status: 'done', detail: 'a, b, c and 1 more, in /home/kept/one' },
    ]);
  });

  it('is told to whoever listens, where no job is under way', () => {
    const told: unknown[] = [];
    tellKeptVersions(kept, undefined, { tellTrouble: (error) => told.push(error) });
    expect(told).toMatchObject([{ message: expect.stringContaining('/home/kept/one') }]);
  });
});
