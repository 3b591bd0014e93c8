import * as z from 'zod';
import { sha256 } from '../../files/sha256.ts';
import type { SubmissionStore } from '../../grades/assignments/assignment-store.ts';
import { SubmittedAnswersSchema, type SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { latest } from '../../grades/time/instant.ts';
import { DrydockError } from '../../lab/errors.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import { LabIdSchema } from '../../lab/lab-id.ts';
import { FlagColumn, jsonColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';
import type { Assignments } from './assignments.ts';
import { stampAfter } from './stamp.ts';

const FileColumn = z
  .tuple([z.string(), z.string(), z.number()])
  .transform(([path, hash, executable]) => ({ path, hash, executable: executable === 1 }));
const SubmissionRow = z.object({
  id: z.string(),
  assignment: z.string(),
  lab: LabIdSchema,
  run: z.string(),
  party: z.string(),
  person: z.string(),
  listHash: z.string(),
  leftOut: z.number(),
  answersHash: z.string(),
  vars: jsonColumn(z.record(z.string(), z.string())),
  labContent: z.string(),
  uploadBegan: z.string(),
  received: z.string(),
  files: jsonColumn(z.array(FileColumn)),
  isErased: FlagColumn,
});
const IdRow = z.object({ id: z.string() });
const BlobRow = z.object({ content: z.instanceof(Uint8Array) });

/** What was handed in, each with its job from the beginning. */
export function makeSubmissions(
  db: Database,
  { clock, newId }: StoreEffects,
  { noteOpened }: Pick<Assignments, 'noteOpened'>,
): SubmissionStore {
  const sql = prepareStatements(db.handle, new URL('./submissions.sql', import.meta.url), [
    'insertBlob',
    'selectBlob',
    'insertSubmission',
    'insertFile',
    'insertJob',
    'lastReceived',
    'findByKey',
    'listSubmissions',
  ]);
  const find = (id: string): SubmittedWork | undefined =>
    z.array(SubmissionRow).parse(sql.listSubmissions.all({ id, assignment: null }))[0];
  const get = (id: string): SubmittedWork => {
    const found = find(id);
    if (found === undefined)
      throw new DrydockError('not-found', { message: `There is no submission ${id}.` });
    return found;
  };
  const keep = (content: Uint8Array) => {
    const hash = sha256(content);
    sql.insertBlob.run({ hash, content });
    return hash;
  };
  const findSubmitted: SubmissionStore['findSubmitted'] = (assignment, person, key) => {
    const known = IdRow.optional().parse(sql.findByKey.get({ assignment, person, key }));
    return known && get(known.id);
  };
  const readBlob = (hash: string) => BlobRow.optional().parse(sql.selectBlob.get({ hash }))?.content;

  return {
    submit: (submission) =>
      db.write(() => {
        const { files, answers, vars, ...columns } = submission;
        const { assignment, party, person, key, uploadBegan } = submission;
        const known = findSubmitted(assignment, person, key);
        if (known !== undefined) return known;
        const id = newId();
        const now = stampAfter(sql.lastReceived.get({ assignment, party }), clock);
        // A clock that was put back meanwhile does not make anybody late, nor received before it began.
        const received = latest([now, uploadBegan]) ?? now;
        const answersHash = keep(Buffer.from(canonicalJson(answers)));
        sql.insertSubmission.run({ ...columns, id, received, answersHash, vars: JSON.stringify(vars) });
        for (const [path, { content, executable }] of files)
          sql.insertFile.run({
            submission: id,
            path,
            hash: keep(content),
            executable: executable ? 1 : 0,
          });
        sql.insertJob.run({ id: newId(), submission: id });
        noteOpened(assignment, person);
        return get(id);
      }),
    findSubmission: (id) => db.read(() => find(id)),
    findSubmitted: (...asked) => db.read(() => findSubmitted(...asked)),
    listSubmissions: (assignment) =>
      db.read(() => z.array(SubmissionRow).parse(sql.listSubmissions.all({ id: null, assignment }))),
    readSubmittedFile: (hash) => db.read(() => readBlob(hash)),
    readAnswers: (submission) =>
      db.read(() => {
        const content = readBlob(get(submission).answersHash) ?? Buffer.from('{}');
        return SubmittedAnswersSchema.parse(JSON.parse(Buffer.from(content).toString()));
      }),
  };
}
