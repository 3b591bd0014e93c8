import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';

const choiceSchema = z.object({
  kind: z.enum(['host', 'embedded', 'nested']),
  /** Of which engine nested seats are containers. */
  outer: z.enum(['host', 'embedded']).optional(),
});

/** Which engine a home uses, once chosen; only `--engine` changes it. */
export type RecordedChoice = Readonly<z.infer<typeof choiceSchema>>;

const fileOf = (home: string) => join(home, 'engine-choice.json');

export async function readChoice(home: string): Promise<RecordedChoice | undefined> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return choiceSchema.parse(JSON.parse(text));
  } catch {
    // What cannot be read is chosen again.
    return undefined;
  }
}

export async function recordChoice(home: string, choice: RecordedChoice): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFileAtomic(fileOf(home), `${JSON.stringify(choice)}\n`, { mode: 0o600 });
}
