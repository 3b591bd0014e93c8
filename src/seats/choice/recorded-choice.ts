import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { makeOwnFolder } from '../../files/make-folder.ts';
import { readOwnFile, requirePlain } from '../../files/plain-file.ts';
import { DrydockError } from '../../lab/errors.ts';
import { OuterKindSchema, SeatKindSchema } from '../../lab/seats/seat-kind.ts';

const choiceSchema = z.object({
  kind: SeatKindSchema,
  /** Of which engine nested seats are containers. */
  outer: OuterKindSchema.optional(),
});

/** Which engine a home uses, once chosen; only `--engine` changes it. */
export type RecordedChoice = Readonly<z.infer<typeof choiceSchema>>;

const fileOf = (home: string) => join(home, 'engine-choice.json');

const fix =
  'Say which engine it is with --engine host, --engine embedded or --engine nested: that is written down anew. Labs and images are where they were made.';

/**
 * What was chosen; undefined where nothing was yet. Rejects with `setup-failed` where the file says anything else: on
 * another engine, what the home has would seem to be gone.
 */
export async function readChoice(home: string): Promise<RecordedChoice | undefined> {
  const file = fileOf(home);
  const text = readOwnFile(file, fix);
  if (text === undefined) return undefined;
  const choice = choiceSchema.safeParse(parseJson(text));
  if (choice.success) return choice.data;
  throw new DrydockError('setup-failed', {
    message: `${file} does not say which engine this home uses: it ${text.trim() === '' ? 'is empty' : 'is damaged, or not a file of Drydock’s'}.`,
    fix,
    cause: choice.error,
  });
}

export async function recordChoice(home: string, choice: RecordedChoice): Promise<void> {
  makeOwnFolder(home, { mode: 0o700 });
  requirePlain(fileOf(home), fix);
  await writeFileAtomic(fileOf(home), `${JSON.stringify(choice)}\n`, { mode: 0o600 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
