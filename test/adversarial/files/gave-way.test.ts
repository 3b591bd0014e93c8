/** What gives way or is left out is told, and not only kept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileTree } from '../../../src/files/file-tree.ts';
import type { Compose } from '../../../src/lab/ports/compose.ts';
import type { Seat, WorkbenchSpec } from '../../../src/lab/ports/seat.ts';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { makeImageFactsCache } from '../../../src/observe/image-facts.ts';
import { Audience } from '../../../src/runner/audience.ts';
import { Job } from '../../../src/runner/jobs.ts';
import type { Lab } from '../../../src/runner/library/lab-library.ts';
import { StageDoor } from '../../../src/runner/stage-door.ts';
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
    const lab: Partial<Lab> = { manifest: makeManifest({}) };
    const door = new StageDoor(lab as Lab, {
      compose: {} as Compose,
      imageFacts: makeImageFactsCache(),
      keptDir: join(folder.path, 'kept'),
      now: () => new Date('2026-01-31T12:00:00Z'),
      store,
      onKept: (kept) => told.push(kept),
    });
    await expect(door.open(run, seat as Seat, new AbortController().signal)).rejects.toThrow('no more');
    const versions: FileTree = new Map([
      ['f', { type: 'file', mode: 0o644, content: Buffer.from('terminal') }],
    ]);
    await opened?.onLost?.(versions);
    expect(told).toEqual([{ paths: ['f'], folder: expect.stringContaining(join(folder.path, 'kept')) }]);
  });

  const kept = { paths: ['a', 'b', 'c', 'd\u001b[2J'], folder: '/home/kept/one' };

  it('is told in a step of the job under way', () => {
    const job = new Job('job', 'run', '');
    tellKeptVersions(kept, job, new Audience());
    expect(job.view().steps).toMatchObject([
      { status: 'done', detail: 'a, b, c and 1 more, in /home/kept/one' },
    ]);
  });

  it('is told to whoever looks, where no job is under way', () => {
    const audience = new Audience();
    const events: LabEvent[] = [];
    audience.add((event) => events.push(event));
    tellKeptVersions(kept, undefined, audience);
    expect(events).toMatchObject([
      { type: 'trouble', error: { message: expect.stringContaining('/home/kept/one') } },
    ]);
  });
});
