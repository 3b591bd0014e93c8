import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChapters } from '../../../src/runner/chapters.ts';
import { writeFiles } from '../../fixtures/lab-folder.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const chapter = (command: string, lab = 'shop/web') =>
  `---\ntitle: A chapter\n---\n\nProse.\n\n\`\`\`console lab=${lab} at=start\n$ ${command}\n1\n\`\`\`\n`;

describe('readChapters', () => {
  it('finds transcripts by the lab and the id that a page knows, with their lines', async () => {
    writeFiles(folder.path, {
      'start.mdx': chapter('id -u'),
      'images.mdx': chapter('id -u', 'shop/db'),
      '_draft.mdx': 'no { mdx',
      'notes.md': '```console\n```',
    });
    const { chapters, find } = await readChapters(folder.path);
    expect(
      chapters.map(({ id, transcripts }) => [id, transcripts.map(({ from, to }) => [from, to])]),
    ).toEqual([
      ['images', [[7, 10]]],
      ['start', [[7, 10]]],
    ]);
    const id = chapters[1]?.transcripts[0]?.transcript.id ?? '';
    expect(find('shop/web', id)?.commands[0]?.command).toBe('id -u');
    expect(find('shop/db', id)?.lab).toBe('shop/db');
    expect(find('shop/none', id)).toBeUndefined();
    expect(find('shop/web', 'start.none')).toBeUndefined();
  });

  it('says in which chapter, on which line a fence is wrong', async () => {
    writeFiles(folder.path, { 'start.mdx': chapter('id').replace('at=start', 'st=start') });
    await expect(readChapters(folder.path)).rejects.toMatchObject({
      code: 'bad-chapter',
      place: { file: 'content/start.mdx', line: 7 },
    });
  });

  it('says that a folder is not there as a matter of how it was called', async () => {
    await expect(readChapters(`${folder.path}/nowhere`)).rejects.toMatchObject({
      code: 'bad-usage',
      fix: expect.stringContaining('--content'),
    });
  });
});
