/** What a compose file may be as a text: nothing of it reaches Compose. */
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCompose } from '../../../src/gate/compose-source.ts';
import { findEntry } from '../../../src/runner/workspace/find-entry.ts';

const problemsOf = (text: string) => readCompose(text, 'compose.yaml').problems;

test.each([9, 26])(
  'case 4: aliases that multiply by nine, %i times over, are given up before they have',
  (count) => {
    const levels = 'abcdefghijklmnopqrstuvwxyz'.slice(0, count).split('');
    const bomb = levels
      .map((name, index) => {
        const before = levels[index - 1];
        return `${name}: &${name} [${Array(9)
          .fill(before === undefined ? 'lol' : `*${before}`)
          .join(', ')}]`;
      })
      .join('\n');
    // Written out, twenty-six levels have 9^26 words: whoever comes to an end has not done it.
    expect(problemsOf(bomb)[0]?.message).toMatch(/uses aliases too often|grows too large/);
  },
);

test('case 4: an alias of itself, and 64 KiB, are given up too', () => {
  expect(problemsOf('a: &a\n  b: *a\n')[0]?.message).toMatch(/nested too deep|too often/);
  expect(problemsOf(`a: ${'x'.repeat(64 * 1024)}`)[0]?.message).toContain('may have 65536');
  expect(problemsOf(`a: ${'['.repeat(200)}${']'.repeat(200)}`)[0]?.message).toContain('nested too deep');
});

test('case 5: a key that stands twice is named with the line of the second', () => {
  const [problem] = problemsOf('services:\n  web:\n    image: a\n    image: b\n');
  expect(problem).toMatchObject({ kind: 'malformed', elsewhere: { file: 'compose.yaml', line: 4 } });
  expect(problem?.message).toContain('has a key twice');
});

describe('case 6: tags', () => {
  test.each([
    '!reset null',
    '!override [a]',
    '!!binary aGk=',
    '!!python/object:os.system x',
    '!include other.yaml',
  ])('refuses %s with its line', (value) => {
    const [problem] = problemsOf(`services:\n  web:\n    ports: ${value}\n`);
    expect(problem).toMatchObject({ kind: 'malformed', elsewhere: { line: 3 } });
    expect(problem?.message).toContain('tag');
  });
});

test('case 20: a link that is exchanged for a folder a thousand times never leads out', async () => {
  const root = await mkdtemp(join(tmpdir(), 'drydock-race-'));
  const outside = await mkdtemp(join(tmpdir(), 'drydock-outside-'));
  await writeFile(join(outside, 'secret'), 'outside');
  await mkdir(join(root, 'real'));
  await writeFile(join(root, 'real', 'secret'), 'inside');
  await symlink(outside, join(root, 'link'));
  await rename(join(root, 'real'), join(root, 'dir'));
  let swapping = true;
  const swapper = (async () => {
    while (swapping) {
      await rename(join(root, 'dir'), join(root, 'real'));
      await rename(join(root, 'link'), join(root, 'dir'));
      await rename(join(root, 'dir'), join(root, 'link'));
      await rename(join(root, 'real'), join(root, 'dir'));
    }
  })();
  const seen = new Set<string>();
  for (let round = 0; round < 1_000; round += 1) {
    const look = await findEntry(root, 'dir/secret');
    seen.add(look.kind === 'file' ? new TextDecoder().decode(look.content) : look.kind);
  }
  swapping = false;
  await swapper;
  expect([...seen].filter((each) => !['inside', 'link', 'absent'].includes(each))).toEqual([]);
  // The race was one: more than one side of it was seen.
  expect(seen.size).toBeGreaterThan(1);
  await rm(root, { recursive: true });
  await rm(outside, { recursive: true });
});
