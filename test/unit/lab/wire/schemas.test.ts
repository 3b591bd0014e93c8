import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { reportError } from '../../../../src/lab/errors.ts';
import * as checks from '../../../../src/lab/wire/checks.ts';
import * as errorReport from '../../../../src/lab/wire/error-report.ts';
import * as events from '../../../../src/lab/wire/events.ts';
import * as files from '../../../../src/lab/wire/files.ts';
import * as host from '../../../../src/lab/wire/host.ts';
import * as jobs from '../../../../src/lab/wire/jobs.ts';
import * as labs from '../../../../src/lab/wire/labs.ts';
import * as reading from '../../../../src/lab/wire/reading.ts';
import * as sessions from '../../../../src/lab/wire/sessions.ts';
import * as shares from '../../../../src/lab/wire/shares.ts';
import * as signIn from '../../../../src/lab/wire/sign-in.ts';
import * as terminal from '../../../../src/lab/wire/terminal.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';

const schemas = Object.entries<unknown>({
  ...checks,
  ...errorReport,
  ...events,
  ...files,
  ...host,
  ...jobs,
  ...labs,
  ...reading,
  ...sessions,
  ...shares,
  ...signIn,
  ...terminal,
}).flatMap(([name, value]) =>
  value instanceof z.ZodType && name !== 'ObservationSchema' ? [[name, value] as const] : [],
);
const at = '2026-11-24T10:00:00.000Z';
const error = reportError(new Error('it broke'));
const progress = {
  step: 'image.debian',
  title: 'Bring debian',
  status: 'running',
  currentBytes: 1,
  totalBytes: 2,
} as const;
const job: jobs.JobView = {
  id: '01J',
  kind: 'start',
  startedAt: at,
  steps: [progress, { ...progress, status: 'failed', error }],
};
const answer = { question: 'uid', value: '7', correct: true, message: 'Yes.', answeredAt: at };

const status = {
  lab: 'shop/web',
  phase: 'failed',
  run: {
    id: '01R',
    startedAt: at,
    seat: { kind: 'embedded', engineVersion: '26.1.5' },
    workspace: '/x',
    vars: { a: 'b' },
  },
  job,
  error,
  unapplied: true,
  services: [
    {
      service: 'web',
      container: 'x-web-1',
      status: 'exited',
      health: 'none',
      exitCode: 1,
      logTail: 'last words',
    },
  ],
  done: { user: at },
  hints: { user: ['look'] },
  answers: { uid: answer },
  standIns: [{ image: 'alpine:3.22', reason: 'there is no apk' }],
} satisfies labs.LabStatus;

/** What goes over a wire must be the same at its other end. */
const values: readonly (readonly [string, z.ZodType, unknown])[] = [
  ['LabStatus', labs.LabStatusSchema, status],
  ['JobStarted', jobs.JobStartedSchema, { job }],
  ['AnswerView', checks.AnswerViewSchema, answer],
  ['OpenedHint', labs.OpenedHintSchema, { task: 'user', hints: ['look'], left: 2 }],
  ['Runnable', host.RunnableSchema, { ok: false, reason: 'no runsc', fix: 'install it' }],
  ['Runnable', host.RunnableSchema, { ok: true, seat: 'nested' }],
  ['SolutionFile', labs.SolutionFileSchema, { path: 'old.yaml' }],
  ['FileEntry', files.FileEntrySchema, { path: 'a/b', kind: 'file', sizeBytes: 1, revision: 'r' }],
  ['FileContent', files.FileContentSchema, { path: 'a.bin', revision: 'r', sizeBytes: 1 }],
  [
    'StaleFile',
    files.StaleFileSchema,
    { error, current: { path: 'a', revision: 'r', sizeBytes: 1, text: 'theirs' } },
  ],
  ['TerminalInput', terminal.TerminalInputSchema, { type: 'input', data: '\u001b[A\r\u0003é🚢' }],
  ['TerminalInput', terminal.TerminalInputSchema, { type: 'resize', columns: 80, rows: 24 }],
  ['TerminalInput', terminal.TerminalInputSchema, { type: 'ack', bytes: 50_000 }],
  [
    'ProgressView',
    reading.ProgressViewSchema,
    {
      chapters: { start: { readTo: 0.5, readAt: at } },
      labs: { 'shop/web': { started: true, tasksDone: ['user'], tasks: 2, completedAt: at } },
      predictions: { 'start.uid': { value: 'yes', confidence: 0.7, correct: true } },
      recalls: { 'start/how-many': { had: true, step: 1, at, dueAt: at } },
      last: { chapter: 'start', lab: 'shop/web' },
    },
  ],
];

const observation = makeObservation([makeObserved()]);
const event = (type: string, value: object) =>
  [`LabEvent ${type}`, events.LabEventSchema, { type, ...value }] as const;
const message = (type: string, value: object) =>
  [`TerminalMessage ${type}`, terminal.TerminalMessageSchema, { type, ...value }] as const;
const report = { lab: 'shop/web', attempt: '01A', at, results: [], earned: 0, of: 2 };

const told: typeof values = [
  event('status', { status }),
  event('observation', { observation }),
  event('before', {}),
  event('before', { before: { job: 'run', observation } }),
  event('checks', { report }),
  event('output', { job: '01J', text: 'Step 1/2' }),
  event('files', { paths: ['compose.yaml'] }),
  event('files', { paths: ['compose.yaml'], more: true }),
  event('engine', { health: { state: 'preparing', steps: [progress] } }),
  event('trouble', { error }),
  message('ready', { resumed: true }),
  message('exit', { code: 137 }),
  message('error', { error }),
];

describe('the wire', () => {
  it.each([...values, ...told])('carries a %s there and back', (_, schema, value) => {
    expect(schema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it('names each of its schemas once, for the document that describes it', () => {
    const names = schemas.map(([, schema]) => schema.meta()?.id);
    expect(names.every((name) => typeof name === 'string' && /^[A-Z]\w+$/.test(name))).toBe(true);
    const different = new Map(schemas.map(([, schema]) => [schema, schema.meta()?.id]));
    expect(new Set(different.values()).size).toBe(different.size);
  });

  it.each(schemas)('can describe %s as JSON Schema', (_, schema) => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ $schema: expect.any(String) });
  });

  it.each([
    ['an answer of a novel', checks.GiveAnswerSchema, { question: 'uid', value: 'x'.repeat(201) }],
    ['more than certainty', checks.GiveAnswerSchema, { question: 'uid', value: '7', confidence: 1.1 }],
    ['a position past the end', reading.ChapterPositionSchema, { readTo: 1.01 }],
    ['a command before the first', terminal.TypeCommandSchema, { transcript: 't', command: -1 }],
    ['a command in words', terminal.TypeCommandSchema, { transcript: 't', command: 'rm -rf /' }],
    ['a paste beyond a frame', terminal.TerminalInputSchema, { type: 'input', data: 'x'.repeat(65_537) }],
    ['less than nothing drawn', terminal.TerminalInputSchema, { type: 'ack', bytes: -1 }],
    ['a frame of no kind', terminal.TerminalInputSchema, { type: 'exec', data: 'id' }],
    ['an event of no kind', events.LabEventSchema, { type: 'gossip' }],
    ['half an event', events.LabEventSchema, { type: 'output', job: '01J' }],
    ['a message of no kind', terminal.TerminalMessageSchema, { type: 'bell' }],
    ['a socket or a link', files.CreateEntrySchema, { path: 'a', kind: 'link' }],
  ])('refuses %s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('types into the main terminal unless another is named', () => {
    const typed = terminal.TypeCommandSchema.parse({ transcript: 't', command: 0 });
    expect(typed.terminal).toBe('main');
  });

  it('holds a shell back before its output piles up, and lets it go on below that', () => {
    const { pauseAtBytes, resumeAtBytes, ackEveryBytes } = terminal.terminalFlow;
    expect(resumeAtBytes).toBeLessThan(pauseAtBytes);
    // Else a page that has drawn everything would not say so, and the shell would stand for ever.
    expect(ackEveryBytes).toBeLessThanOrEqual(resumeAtBytes);
  });
});
