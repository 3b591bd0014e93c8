import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../../src/lab/statements/statement.ts';
import { viewStatements } from '../../../../src/lab/statements/statement-view.ts';

const list = (...names: string[]): Statement => ({
  subject: `sha256:${'ab'.repeat(32)}`,
  said: {
    kind: 'packages',
    format: 'SPDX 2.3',
    packages: names.map((name) => ({ name, version: '1', licence: '', from: '', purl: '' })),
  },
});
const provenance: Statement = {
  subject: undefined,
  said: {
    kind: 'provenance',
    format: 'SLSA provenance v1',
    provenance: {
      builder: '',
      materials: [{ uri: 'pkg:docker/debian', digest: '' }],
      parameters: [['build-arg:TOKEN', 'hunter2']],
      secrets: [],
      steps: 0,
      startedOn: '',
      finishedOn: '2026-01-01',
    },
  },
};

describe('case 283: what a page shows of statements', () => {
  it('is a list, or what two lists have in common and not', () => {
    expect(viewStatements([list('apt')])).toMatchObject({
      title: 'SPDX 2.3, 1 package, about sha256:abababababab…',
      rows: [{ name: 'apt', change: 'same' }],
    });
    expect(viewStatements([list('apt', 'gone'), list('apt', 'new')])).toMatchObject({
      title: '2 packages and 2 packages: 1 more, 1 less, 0 in another version',
    });
  });

  it('is a provenance by its members, with those that say nothing', () => {
    const view = viewStatements([provenance]);
    expect(view).toMatchObject({
      kind: 'provenance',
      title: 'SLSA provenance v1, a document that names no image',
    });
    expect('rows' in view && view.rows.map((row) => 'member' in row && [row.member, row.says])).toEqual([
      ['subject', []],
      ['builder', []],
      ['materials', ['pkg:docker/debian']],
      ['arguments', ['build-arg:TOKEN = hunter2']],
      ['secrets', []],
      ['steps', []],
      ['time', ['2026-01-01']],
    ]);
  });

  it.each([
    ['nothing', []],
    ['three', [list('a'), list('b'), list('c')]],
    ['a list and a provenance', [list('a'), provenance]],
    ['two provenances', [provenance, provenance]],
  ])('is not %s', (_, statements) => {
    expect(viewStatements(statements)).toEqual({ fault: expect.any(String) });
  });
});
