import { describe, expect, it } from 'vitest';
import type { RecordedEvent, StoreEvent } from '../../../src/lab/ports/store.ts';
import { doneTasks, newlyDone, openHints } from '../../../src/runner/task-progress.ts';
import { input, makeManifest } from '../../fixtures/manifest.ts';
import { result } from './verify/result.ts';

const manifest = makeManifest({
  questions: {},
  tasks: {
    user: { title: 'User', checks: ['not-root'], hints: ['one', 'two'] },
    root: { title: 'Root', checks: ['sealed'] },
  },
});
type Told = Exclude<StoreEvent, { readonly type: 'observed' }>;
const recorded = (...events: Told[]): RecordedEvent[] =>
  events.map((event, index) => ({ ...event, id: String(index), at: `2026-11-24T10:00:0${index}.000Z` }));
const done = (task: string): Told => ({ type: 'task-done', run: 'r', task });
const fresh = (statuses: Parameters<typeof result>[1][], events: RecordedEvent[] = [], of = manifest) => {
  const [notRoot = 'fail', sealed = 'fail'] = statuses;
  return newlyDone(of, { run: 'r', events, answers: [] }, [
    result('not-root', notRoot),
    result('sealed', sealed),
  ]);
};

describe('tasks', () => {
  it('are done when their checks hold, each once, and the lab with the last of them', () => {
    expect(fresh(['fail', 'fail'])).toEqual([]);
    expect(fresh(['pass', 'fail'])).toEqual([done('user')]);
    expect(fresh(['pass', 'pass'], recorded(done('user')))).toEqual([
      done('root'),
      { type: 'lab-done', run: 'r' },
    ]);
    expect(
      fresh(['pass', 'pass'], recorded(done('user'), done('root'), { type: 'lab-done', run: 'r' })),
    ).toEqual([]);
  });

  it('stay done when a check fails later', () => {
    expect(fresh(['fail', 'pass'], recorded(done('user')))).toEqual([
      done('root'),
      { type: 'lab-done', run: 'r' },
    ]);
  });

  it('are held up by what is blocked or in error, and not by what this machine cannot judge', () => {
    expect(fresh(['blocked', 'error'])).toEqual([]);
    expect(fresh(['skip', 'fail'])).toEqual([done('user')]);
  });

  it('need an edge only once', () => {
    const edge = {
      ...input.checks,
      'not-root': { ...input.checks['not-root'], mode: 'edge' },
    } as typeof input.checks;
    const withEdge = makeManifest({ questions: {}, checks: edge, tasks: manifest.tasks });
    const seen: StoreEvent = { type: 'edge-seen', run: 'r', check: 'not-root' };
    expect(fresh(['pass', 'fail'], [], withEdge)).toEqual([seen, done('user')]);
    expect(fresh(['fail', 'fail'], recorded(seen), withEdge)).toEqual([done('user')]);
    expect(fresh(['pass', 'fail'], recorded(seen, done('user')), withEdge)).toEqual([]);
  });

  it('keep the moment at which each was done', () => {
    expect(doneTasks(recorded(done('user'), done('root')))).toEqual({
      user: '2026-11-24T10:00:00.000Z',
      root: '2026-11-24T10:00:01.000Z',
    });
  });
});

describe('hints', () => {
  const opened = (task: string, hint: number): Told => ({ type: 'hint-opened', run: 'r', task, hint });

  it('are open in the order in which they were opened', () => {
    expect(openHints(manifest, recorded(opened('user', 0), done('user'), opened('user', 1)))).toEqual({
      user: ['one', 'two'],
    });
    expect(openHints(manifest, [])).toEqual({});
  });

  it('that the lab no longer has are left out', () => {
    expect(openHints(manifest, recorded(opened('user', 7), opened('gone', 0)))).toEqual({});
  });
});
