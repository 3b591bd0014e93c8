import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findProvingCode, hashProvingCode } from './proving-code.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A checkout of few files. */
const checkout = {
  'test/labs/proving.ts':
    "import { judge } from '../../src/lab/judge.ts';\nimport type { Shown } from '../../src/lab/shown.ts';\nexport const prove = (shown: Shown) => judge(shown);",
  'src/lab/judge.ts': "import * as z from 'zod';\nexport const judge = async () => import('./rule.ts');",
  'src/lab/rule.ts': "import { keep } from '../store/keep.ts';\nexport const rule = keep;",
  'src/lab/shown.ts': 'export interface Shown { readonly a: string }',
  'src/lab/probe.c': 'int main(void) { return 0; }',
  'src/lab/README.md': '# Judging',
  'src/store/keep.ts': 'export const keep = 1;',
  'src/server/page.ts': 'export const page = 1;',
  'src/lab/authoring.ts': 'export const port = (number: number) => number;',
  'labs/images/debian/recipe': 'FROM scratch',
  'labs/start/ask.ts': "import { port } from '../../src/lab/authoring.ts';\nexport const ask = port;",
  'labs/start/first/lab.ts': "import { ask } from '../ask.ts';\nexport default ask(1);",
  'package-lock.json': JSON.stringify({
    packages: {
      '': {},
      'node_modules/zod': { integrity: 'sha512-zod', dependencies: { needed: '^1' } },
      'node_modules/needed': { integrity: 'sha512-outer' },
      'node_modules/zod/node_modules/needed': { integrity: 'sha512-inner' },
      'node_modules/hono': { integrity: 'sha512-hono' },
    },
  }),
};

function makeCheckout(changes: Readonly<Record<string, string>> = {}) {
  const folder = makeTemporaryFolder();
  for (const [name, text] of Object.entries({ ...checkout, ...changes })) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  return folder;
}

const hashOf = async (changes: Readonly<Record<string, string>> = {}) => {
  using folder = makeCheckout(changes);
  return await hashProvingCode(folder.path);
};

describe('the code that proves labs', () => {
  it('is what it imports, what lies beside that, and the recipes of images', async () => {
    using folder = makeCheckout();
    expect(await findProvingCode(folder.path)).toEqual({
      files: [
        'labs/images/debian/recipe',
        'labs/start/ask.ts',
        'src/lab/authoring.ts',
        'src/lab/judge.ts',
        'src/lab/probe.c',
        'src/lab/rule.ts',
        'test/labs/proving.ts',
      ],
      packages: ['node_modules/zod', 'node_modules/zod/node_modules/needed'],
    });
  });

  it.each(['src/lab/rule.ts', 'src/lab/authoring.ts', 'src/lab/probe.c', 'labs/images/debian/recipe'])(
    'is other code where %s changed',
    async (name) => expect(await hashOf({ [name]: '// changed' })).not.toBe(await hashOf()),
  );

  it.each([
    'labs/start/first/lab.ts',
    'src/server/page.ts',
    'src/store/keep.ts',
    'src/lab/shown.ts',
    'src/lab/README.md',
  ])('is the same where %s changed', async (name) =>
    expect(await hashOf({ [name]: '// changed' })).toBe(await hashOf()),
  );

  it.each([
    ['needs', 'inner', false],
    ['does not need', 'hono', true],
  ])('hangs on the packages that it %s', async (_, name, same) => {
    const lock = checkout['package-lock.json'].replace(`sha512-${name}`, 'sha512-other');
    expect((await hashOf({ 'package-lock.json': lock })) === (await hashOf())).toBe(same);
  });

  it('of this book holds what judges, and neither pages nor what keeps grades', async () => {
    const { files, packages } = await findProvingCode(root);
    expect(files).toContain('src/lab/checks/judge.ts');
    expect(files.filter((file) => /^src\/(client|site|server|grades)\//.test(file))).toEqual([]);
    expect(packages).toContain('node_modules/dockerode');
  });
});
