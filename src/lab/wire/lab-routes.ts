/** The routes of labs: what they are, how they stand, and what a learner does with them. */
import * as z from 'zod';
import { SlugSchema } from '../lab-id.ts';
import { AnswerViewSchema, BringAttemptSchema, GiveAnswerSchema, RecordedReportSchema } from './checks.ts';
import { ObservationSchema } from './events.ts';
import { AttestedSchema } from './evidence.ts';
import {
  CreateEntrySchema,
  FileContentSchema,
  FileEntrySchema,
  RenameEntrySchema,
  SaveFileSchema,
  StaleFileSchema,
} from './files.ts';
import { type JobKind, JobStartedSchema } from './jobs.ts';
import {
  LabStatusSchema,
  LabViewSchema,
  OpenedHintSchema,
  OpenHintSchema,
  SolutionFileSchema,
} from './labs.ts';
import { PrintedSchema } from './printed.ts';
import { AskWhySchema, RefusalSchema } from './refusal.ts';
import { answers, at, done, failures, Id, ObservationBody, takes } from './route-row.ts';
import { TerminalNameSchema, TypeCommandSchema } from './terminal.ts';

export const LabParams = z.object({ chapter: SlugSchema, lab: SlugSchema });
export const TerminalParams = LabParams.extend({ name: TerminalNameSchema });

const ofLab = { params: LabParams };
const ofFile = { ...ofLab, query: z.object({ path: z.string() }) };

/** Long work: it is begun here and told over the events of the lab. */
function begins<Kind extends JobKind>(kind: Kind) {
  const content = { 'application/json': { schema: JobStartedSchema } };
  return {
    ...at(kind, 'lab.use'),
    request: ofLab,
    answer: JobStartedSchema,
    responses: { 202: { description: 'The job, under way or queued', content }, ...failures },
  };
}

export const labRoutes = {
  labs: { ...at('labs', 'lab.list'), ...answers(z.array(LabViewSchema), 'Every lab') },
  lab: { ...at('lab', 'lab.list'), request: ofLab, ...answers(LabViewSchema, 'The lab') },
  status: { ...at('status', 'lab.use'), request: ofLab, ...answers(LabStatusSchema, 'How it stands') },
  start: begins('start'),
  run: begins('run'),
  reset: begins('reset'),
  solve: begins('solve'),
  stop: begins('stop'),
  cancelJob: { ...at('cancelJob', 'lab.use'), request: { params: z.object({ id: Id }) }, ...done },
  /** Asked again under the same key, it is the attempt that there is. */
  check: {
    ...at('check', 'lab.use'),
    request: { ...ofLab, headers: z.object({ 'idempotency-key': z.ulid().optional() }) },
    ...answers(RecordedReportSchema, 'What every check says; an attempt is recorded'),
  },
  /** Of a learner's own Drydock, in a session. Brought again under the same id, it is the attempt that there is. */
  bringAttempt: {
    ...at('bringAttempt', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }), body: takes(BringAttemptSchema) },
    ...answers(RecordedReportSchema, 'Recorded as `local`: nobody here saw it'),
  },
  readObservation: {
    ...at('readObservation', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(ObservationBody, 'What the attempt was judged from'),
    answer: ObservationSchema,
  },
  /** A list that a recorder told is read on pages that show no lab. */
  printed: {
    ...at('printed', 'lab.use'),
    request: ofLab,
    ...answers(PrintedSchema, 'What programs printed that the newest attempt was judged from'),
  },
  /** Asked again, it is the evidence that there is. */
  attest: {
    ...at('attest', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(AttestedSchema, 'Evidence of the newest attempt, signed by this home'),
  },
  /** Takes as long as a dozen starts of a container. */
  why: {
    ...at('why', 'lab.use'),
    request: { ...ofLab, body: takes(AskWhySchema) },
    ...answers(RefusalSchema, 'Who refuses the program, as found in copies of the service'),
  },
  solution: {
    ...at('solution', 'lab.use'),
    records: true,
    request: ofLab,
    ...answers(z.array(SolutionFileSchema), 'The files of the solution'),
  },
  openHint: {
    ...at('openHint', 'lab.use'),
    request: { ...ofLab, body: takes(OpenHintSchema) },
    ...answers(OpenedHintSchema, 'The hints that are open now'),
  },
  answer: {
    ...at('answer', 'lab.use'),
    request: { ...ofLab, body: takes(GiveAnswerSchema) },
    ...answers(AnswerViewSchema, 'Whether it is right, and what was true'),
  },
  typeCommand: {
    ...at('typeCommand', 'lab.use'),
    request: { ...ofLab, body: takes(TypeCommandSchema) },
    ...done,
  },
  files: {
    ...at('files', 'lab.use'),
    request: ofLab,
    ...answers(z.array(FileEntrySchema), 'Every file and folder'),
  },
  readFile: {
    ...at('readFile', 'lab.use'),
    request: ofFile,
    ...answers(FileContentSchema, 'The file with its revision'),
  },
  saveFile: {
    ...at('saveFile', 'lab.use'),
    request: {
      ...ofFile,
      headers: z.object({ 'if-match': z.string().optional(), 'if-none-match': z.string().optional() }),
      body: takes(SaveFileSchema),
    },
    answer: FileContentSchema,
    responses: {
      ...answers(FileContentSchema, 'The file with its new revision').responses,
      409: {
        description: 'It has changed since it was read: both are kept, the other one is here',
        content: { 'application/json': { schema: StaleFileSchema } },
      },
    },
  },
  createEntry: {
    ...at('createEntry', 'lab.use'),
    request: { ...ofLab, body: takes(CreateEntrySchema) },
    ...answers(FileEntrySchema, 'The new file or folder, empty'),
  },
  renameEntry: {
    ...at('renameEntry', 'lab.use'),
    request: { ...ofLab, body: takes(RenameEntrySchema) },
    ...answers(FileEntrySchema, 'The entry under its new name'),
  },
  removeEntry: { ...at('removeEntry', 'lab.use'), request: ofFile, ...done },
  endTerminal: { ...at('endTerminal', 'lab.use'), request: { params: TerminalParams }, ...done },
};
