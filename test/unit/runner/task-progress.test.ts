import { describe, expect, it } from 'vitest';
import measure from '../../../labs/base-images/measure/lab.ts';
import { parseManifest } from '../../../src/lab/manifest/parse-manifest.ts';
import type { Answer } from '../../../src/lab/ports/store.ts';
import { newlyDone } from '../../../src/runner/task-progress.ts';

const manifest = parseManifest(measure, {
  id: 'base-images/measure',
  file: 'labs/base-images/measure/lab.ts',
});
const right = (key: string): Answer => ({
  id: key,
  person: 'p',
  run: 'r',
  kind: 'question',
  key,
  lab: manifest.id,
  value: '1',
  confidence: undefined,
  correct: true,
  message: '',
  at: '2026-11-24T10:00:00.000Z',
});

describe('a task with questions', () => {
  const answers = ['packages', 'setuid', 'static-size'].map(right);

  it('waits for every answer', () => {
    expect(newlyDone(manifest, { run: 'r', events: [], answers }, [])).toEqual([]);
  });

  it('does not wait for one that is skipped on this machine', () => {
    const record = { run: 'r', events: [], answers, skipped: ['apk'] };
    expect(newlyDone(manifest, record, [])).toEqual([{ type: 'task-done', run: 'r', task: 'count' }]);
  });
});
