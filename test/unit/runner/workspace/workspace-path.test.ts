import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace } from '../../../../src/runner/workspace/workspace-path.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const root = join(folder.path, 'workspace');

/** Where a path leads, as the folder that is held open says. */
async function resolve(from: string, path: string): Promise<string> {
  await using place = await openPlace(from, path);
  return join(realpathSync(place.folder.at()), place.name);
}

beforeAll(() => {
  mkdirSync(join(root, 'bot', 'vendor'), { recursive: true });
  mkdirSync(join(folder.path, 'workspace-2'));
  writeFileSync(join(folder.path, 'secret'), 'theirs');
  writeFileSync(join(root, 'compose.yaml'), 'mine');
  symlinkSync(folder.path, join(root, 'out'));
  symlinkSync('bot', join(root, 'alias'));
  symlinkSync('../../secret', join(root, 'bot', 'link'));
  symlinkSync('/nowhere', join(root, 'dangling'));
});
afterAll(() => folder[Symbol.dispose]());

describe('a path of the workspace', () => {
  it.each([
    ['compose.yaml', 'compose.yaml'],
    ['bot/vendor/modules.txt', 'bot/vendor/modules.txt'],
    ['bot/new', 'bot/new'],
    ['./bot//vendor/../x', 'bot/x'],
    ['..hidden', '..hidden'],
    ['a b ü', 'a b ü'],
  ])('%j is inside', async (path, inside) => {
    expect(await resolve(root, path)).toBe(join(root, inside));
  });

  it.each([
    ['', 'not a relative path'],
    ['/etc/passwd', 'not a relative path'],
    ['a\0b', 'not a relative path'],
    ['..\\secret', 'not a relative path'],
    ['.', 'leads out of the workspace'],
    ['bot/..', 'leads out of the workspace'],
    ['..', 'leads out of the workspace'],
    ['../secret', 'leads out of the workspace'],
    ['../workspace-2/x', 'leads out of the workspace'],
    ['bot/../../secret', 'leads out of the workspace'],
    ['out/secret', 'a folder on the way is a link'],
    ['out/workspace/compose.yaml', 'a folder on the way is a link'],
    ['alias/x', 'a folder on the way is a link'],
    [`bot/${'é'.repeat(128)}`, 'a name in it has more than 255 bytes'],
    ['dangling/x', 'a folder on the way is a link'],
  ])('%j is refused', async (path, why) => {
    await expect(resolve(root, path)).rejects.toMatchObject({
      code: 'path-refused',
      message: expect.stringContaining(why),
    });
  });

  it('never leads out, whatever it is made of', async () => {
    const part = fc.constantFrom('..', '.', '', 'bot', 'out', 'alias', 'link', 'a', '/', '\0', 'dangling');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const resolved = await resolve(root, parts.join('/')).catch(() => join(root, 'refused'));
        expect(resolved.startsWith(`${root}/`)).toBe(true);
        expect(resolved.split('/')).not.toContain('..');
      }),
    );
  });

  it('may be below a root whose home is a link, and below no root that is one itself', async () => {
    const home = join(folder.path, 'way-in');
    symlinkSync(dirname(root), home);
    const link = join(home, basename(root));
    expect(await resolve(link, 'bot/x')).toBe(join(root, 'bot/x'));
    await expect(resolve(link, 'out/secret')).rejects.toMatchObject({ code: 'path-refused' });
    const replaced = join(folder.path, 'replaced');
    symlinkSync(root, replaced);
    await expect(resolve(replaced, 'bot/x')).rejects.toMatchObject({ code: 'path-refused' });
  });

  it('does not show a NUL in what it says', async () => {
    await expect(resolve(root, 'a\0b')).rejects.toMatchObject({
      message: '“a␀b” is refused: it is not a relative path.',
    });
  });
});
