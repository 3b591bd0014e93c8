/** Types what docs/authoring.md tells an author to type, and holds what it shows against what happens. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showLab } from '../../src/cli/commands/labs.ts';
import { DrydockError } from '../../src/lab/errors.ts';
import { makeVars } from '../../src/lab/manifest/vars.ts';
import { readChapters } from '../../src/runner/chapters.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';
import { readLabState, stateNames } from '../../src/runner/library/lab-state.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [tutorial = ''] = readFileSync(join(root, 'docs/authoring.md'), 'utf8').split('\n## Manifest\n');
const id = 'first-steps/limits';

/** The block below the line that begins with the name of a file. */
function blockOf(file: string): string {
  const [, , text] =
    new RegExp(`^\`${file}\`[^\\n]*\\n\\n(\`{3,4})\\w+\\n([\\s\\S]*?\\n)\\1$`, 'm').exec(tutorial) ?? [];
  if (text === undefined) throw new Error(`docs/authoring.md shows no ${file}`);
  return text;
}

/** What each `$ npx drydock labs show` printed. */
const shown = [...tutorial.matchAll(/^\$ npx drydock labs show \S+\n([\s\S]*?)^```$/gm)].map(
  ([, text = '']) => text,
);

describe('the first part of docs/authoring.md', () => {
  const folder = makeTemporaryFolder();
  const labs = join(folder.path, 'labs');
  const content = join(folder.path, 'content');
  const type = (file: string, text = blockOf(file)) => {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  };
  beforeAll(() => {
    for (const each of ['src', 'node_modules']) symlinkSync(join(root, each), join(folder.path, each));
    type('labs/first-steps/limits/start/compose.yaml');
    type('labs/first-steps/limits/lab.ts');
    type('content/first-steps.mdx');
  });
  afterAll(() => folder[Symbol.dispose]());

  const show = async () => {
    let printed: readonly string[] = [];
    await showLab(
      id,
      { labs },
      {
        json: false,
        answer: (_, lines) => {
          printed = [...lines];
        },
      },
    );
    return printed.map((line) => `${line}\n`).join('');
  };

  it('is a lab that is read as it is typed, and shown as it says', async () => {
    expect(shown).toHaveLength(2);
    expect(await show()).toBe(shown[0]);
  });

  it('names a slip as it says', async () => {
    const other = join(folder.path, 'slip');
    const text = blockOf('labs/first-steps/limits/lab.ts');
    expect(text).toContain('minutes: 8');
    type('slip/first-steps/limits/lab.ts', text.replace('minutes:', 'minuets:'));
    const told = await LabLibrary.open(other).then(({ broken }) => broken.get(id));
    if (!(told instanceof DrydockError)) throw new Error('the slip was not found');
    const [first = '', place = '', fix = ''] = shown[1]?.split('\n').map((line) => line.trim()) ?? [];
    expect(`The manifest of a lab is wrong: ${told.message}`.replaceAll('slip/', 'labs/')).toContain(
      first.replace('The manifest of a lab is wrong: ', ''),
    );
    expect(place).toMatch(/^at labs\/first-steps\/limits\/lab\.ts:\d+ \(minuets\)$/);
    const line = Number(/:(\d+)/.exec(place)?.[1]);
    expect(text.split('\n')[line - 1]).toContain('minutes:');
    expect(told.fix).toContain(fix);
  });

  it('has states that can be made, and a chapter whose transcripts are read', async () => {
    const library = await LabLibrary.open(labs);
    expect([...library.broken]).toEqual([]);
    const lab = library.get(id);
    const vars = makeVars(lab.manifest.vars, id, 'a seed');
    for (const state of stateNames(lab)) {
      const files = await readLabState(lab, state, vars);
      expect(Buffer.from(files.get('compose.yaml')?.content ?? []).toString()).not.toContain('{{');
    }
    const { chapters } = await readChapters(content);
    expect(chapters.map((chapter) => [chapter.id, chapter.transcripts.length])).toEqual([['first-steps', 1]]);
    expect(chapters[0]?.transcripts[0]?.transcript).toMatchObject({ lab: id, at: 'start' });
  });
});
