import { expect, it } from 'vitest';
import { viewOf } from '../../../../src/lab/manifest/lab-view.ts';
import { LabViewSchema } from '../../../../src/lab/wire/labs.ts';
import { makeManifest } from '../../../fixtures/manifest.ts';

it('shows a page what to do, and neither answers nor hints', () => {
  const grant = {
    service: 'web',
    key: 'cap_add' as const,
    value: 'NET_ADMIN',
    words: 'web may change its network',
  };
  const view = viewOf(makeManifest({ grants: [grant] }));
  expect(view).toEqual({
    id: 'shop/web',
    chapter: 'shop',
    title: 'A web server with no powers',
    level: 'fix',
    minutes: 12,
    after: [],
    grants: ['web may change its network'],
    takeaway: { file: 'compose.yaml', why: 'Drop all, add back only what breaks.' },
    opens: 'compose.yaml',
    tasks: [
      { id: 'user', title: 'Run as somebody else', checks: ['not-root'], questions: ['uid'], hints: 3 },
      { id: 'root', title: 'Leave it nothing to write to', checks: ['sealed'], questions: [], hints: 0 },
    ],
    checks: [
      { id: 'serves', task: '', title: 'web: answers with “your greeting”', of: 0, guard: true },
      { id: 'not-root', task: 'user', title: 'web: does not run as root', of: 2, guard: false },
      { id: 'sealed', task: 'root', title: 'web: root file system is read-only', of: 1, guard: false },
    ],
    questions: [{ id: 'uid', task: 'user', prompt: 'As whom does it run?', kind: 'number' }],
  });
  expect(LabViewSchema.parse(view)).toEqual(view);
  expect(JSON.stringify(view)).not.toMatch(/10001|nobody|group-only/);
});
