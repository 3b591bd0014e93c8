import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { ProgressView } from '../../lab/wire/reading.ts';
import { type Lab, LabLibrary } from '../../runner/library/lab-library.ts';
import { openLabSession } from '../lab-session.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { root } from '../root.ts';

export interface TakeawaysOptions extends HomeOptions {
  readonly output: string;
  readonly force?: boolean;
}

/** `written`: there was none. `same`: it is there already. `kept`: another one is there and stays. */
type Outcome = 'written' | 'same' | 'overwritten' | 'kept' | 'lacking';

interface Takeaway {
  readonly lab: LabId;
  readonly title: string;
  /** Below the folder of the export. */
  readonly file: string;
  readonly why: string;
  readonly text: string | undefined;
}

/**
 * Writes what the reader made in each finished lab into a folder, with an index. What stands there and differs is
 * never written over unless told to; the answer is then no (exit 1), and says which.
 */
export async function exportTakeaways(
  options: TakeawaysOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  await using session = await openLabSession(options, signal);
  const progress = await session.progress();
  const done = library.list().filter(({ id }) => isDone(progress, id));
  const open = library.list().filter(({ id }) => !isDone(progress, id));
  const takeaways: Takeaway[] = [];
  for (const lab of done) {
    const { file, why } = lab.manifest.takeaway;
    const text = await session.readFile(lab.id, file).then(
      (content) => content.text,
      (error: unknown) => {
        if (error instanceof DrydockError && error.code === 'not-found') return undefined;
        throw error;
      },
    );
    takeaways.push({ lab: lab.id, title: lab.manifest.title, file: join(lab.id, file), why, text });
  }
  const { force = false } = options;
  const outcomes = new Map<string, Outcome>();
  for (const { file, text } of takeaways) outcomes.set(file, await put(options.output, file, text, force));
  // The index is ours: it says what is there now.
  if (takeaways.length > 0) await writeFile(join(options.output, 'index.md'), indexOf(takeaways, open));
  const result = takeaways.map(({ lab, file }) => ({ lab, file, outcome: outcomes.get(file) }));
  const missing = open.map(({ id }) => id);
  output.answer({ folder: options.output, takeaways: result, notDone: missing }, [
    ...takeaways.map(
      ({ file, why }) => `${words[outcomes.get(file) ?? 'lacking']} ${join(options.output, file)}: ${why}`,
    ),
    ...(takeaways.length === 0 ? ['No lab is done yet, so there is nothing to take away.'] : []),
    ...(missing.length > 0 ? [`Not done yet: ${missing.join(', ')}.`] : []),
    ...(result.some(({ outcome }) => outcome === 'kept')
      ? ['What differs was left as it is; --force writes over it, --output writes elsewhere.']
      : []),
  ]);
  return result.every(({ outcome }) => outcome !== 'kept');
}

const words: Readonly<Record<Outcome, string>> = {
  written: '✓ written     ',
  same: '✓ there already',
  overwritten: '! overwritten ',
  kept: '✗ differs     ',
  lacking: '– not there   ',
};

const isDone = ({ labs }: ProgressView, id: string): boolean => labs[id]?.completedAt !== undefined;

async function put(folder: string, file: string, text: string | undefined, force: boolean): Promise<Outcome> {
  if (text === undefined) return 'lacking';
  const path = join(folder, file);
  makeFolder(dirname(path));
  try {
    await writeFile(path, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if ((await readFile(path, 'utf8')) === text) return 'same';
  if (!force) return 'kept';
  await writeFile(path, text);
  return 'overwritten';
}

function indexOf(takeaways: readonly Takeaway[], open: readonly Lab[]): string {
  return [
    '# What I take away',
    '',
    ...takeaways.map(({ file, title, why, text }) =>
      text === undefined
        ? `- ${title}: the file is no longer in the workspace`
        : `- [${file}](${file}): ${title}. ${why}`,
    ),
    ...(open.length > 0
      ? ['', '## Not done yet', '', ...open.map(({ id, manifest }) => `- ${id}: ${manifest.title}`)]
      : []),
    '',
  ].join('\n');
}
