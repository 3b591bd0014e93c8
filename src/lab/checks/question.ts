/**
 * A question's truth is observed on the learner's own engine, so the right answer differs from machine to
 * machine and from learner to learner. A quantity says, as data, what is read off an observation.
 */
import * as z from 'zod';
import type { Observation, ObservedContainer } from '../observation/observation.ts';
import { quantities } from '../quantities/all.ts';
import { type Truth, untold } from '../quantities/quantity.ts';

const [first, ...others] = quantities;

export const QuantitySchema = z.strictObject({
  /** Of the compose file. */
  service: z.string(),
  /** Which moment: as the run began, or as it is when the answer is given. */
  at: z.enum(['start', 'now']),
  /** What is read. */
  of: z.discriminatedUnion('kind', [first.schema, ...others.map(({ schema }) => schema)]),
});
export type Quantity = z.output<typeof QuantitySchema>;

export const QuestionSchema = z.strictObject({
  /** As the reader is asked. */
  prompt: z.string(),
  /** How an answer is read: `text` regardless of case, `choice` as one of `choices`. */
  kind: z.enum(['number', 'text', 'choice']),
  /** What it is compared with, read off the reader’s own engine. */
  truth: QuantitySchema,
  /** How far a number may be off and still be right, as a part of the truth: 0.05 is five in a hundred. */
  within: z.number().min(0).max(0.5),
  /** Shown behind the field: `MB`. */
  unit: z.string().optional(),
  /** Of a choice, in the order in which they are shown. */
  choices: z.array(z.string()).optional(),
  /** Asks about the upstream image: where a stand-in takes its place, the question is skipped, not asked. */
  ofUpstream: z.boolean().optional(),
  /** Said with the verdict: what the number means. */
  because: z.string().optional(),
});
export type Question = z.output<typeof QuestionSchema>;

/** Parses a quantity as prose names it: `web.uid`, `web.capability-count.bounding`. `problem`: why it is none. */
export function parseQuantityPath(path: string): Quantity | { readonly problem: string } {
  const [service, kind, set] = path.split('.');
  const parsed = QuantitySchema.safeParse({ service, at: 'now', of: { kind, ...(set && { set }) } });
  return parsed.success ? parsed.data : { problem: parsed.error.message };
}

/** Reads a quantity off an observation: of several containers of the service, the first that runs. */
export function readQuantity(quantity: Quantity, observation: Observation): Truth {
  return readQuantities(quantity, observation)[0];
}

/** Of each container of the service that runs; where none does, of what is left of it. Never empty. */
export function readQuantities(
  { service, of }: Quantity,
  observation: Observation,
): readonly [Truth, ...Truth[]] {
  const all = observation.containers.filter((each) => each.service === service);
  const running = all.filter(({ declared }) => declared.status === 'running');
  const [one, ...more] = running.length > 0 ? running : all;
  const reason = `there is no container of service “${service}”`;
  if (!one) return [untold({ reason, cause: 'not-seen' })];
  const read = (container: ObservedContainer) => recordOf(of).read(of, container, observation);
  return [read(one), ...more.map(read)];
}

function recordOf({ kind }: Quantity['of']) {
  const found = quantities.find((each) => each.kind === kind);
  if (!found) throw new Error(`there is no quantity of the kind “${kind}”`);
  return found;
}

/** The label of an image that is not what its name says, with the reason. */
const standInLabel = 'dev.drydock.stand-in';

/**
 * Why a question is not asked on this engine: a stand-in is in the place of what it asks about, or the host shows the
 * truth to nobody. Undefined where it is asked.
 */
export function whySkipped({ ofUpstream, truth }: Question, observation: Observation): string | undefined {
  const of = observation.containers.find(({ service }) => service === truth.service);
  const standIn = ofUpstream === true ? of?.image?.labels[standInLabel] : undefined;
  const now = readQuantity(truth, observation);
  return standIn ?? (!now.known && now.cause === 'host-lacks' ? now.reason : undefined);
}

/** The questions that are not asked on this engine, with the reason of each. */
export function skippedQuestions(
  questions: Readonly<Record<string, Question>>,
  observation: Observation,
): Readonly<Record<string, string>> {
  const reasons = Object.entries(questions).map(([id, each]) => [id, whySkipped(each, observation)] as const);
  return Object.fromEntries(reasons.flatMap(([id, reason]) => (reason === undefined ? [] : [[id, reason]])));
}

/**
 * What an answer is worth. It is right where it is true of one of the service's containers: who asks one of several
 * cannot know which. `undefined`: nobody can tell here, so the question stays open.
 */
export function judgeAnswer(
  question: Question,
  observation: Observation,
  answer: string,
): { readonly correct: boolean } | { readonly correct: undefined; readonly reason: string } {
  const skipped = whySkipped(question, observation);
  if (skipped !== undefined) return { correct: undefined, reason: skipped };
  const truths = readQuantities(question.truth, observation);
  const values = truths.flatMap((truth) => (truth.known ? [truth.value] : []));
  const [one] = truths;
  if (values.length === 0 && !one.known) return { correct: undefined, reason: one.reason };
  return { correct: values.some((value) => isRight(question, value, answer)) };
}

/** Whether a quantity needs the image's file system to be read. */
export const readsImage = ({ of }: Quantity): boolean => recordOf(of).readsImage;

/** Holds an answer against the truth. Numbers may have a unit behind them, and commas for a point or for thousands. */
export function isRight(question: Question, truth: string, answer: string): boolean {
  if (question.kind !== 'number') return answer.trim().toLowerCase() === truth.trim().toLowerCase();
  const wanted = Number.parseFloat(truth);
  const close = (given: number) => Math.abs(given - wanted) <= Math.abs(wanted) * question.within + 1e-9;
  return readNumbers(answer).some(close);
}

/** What a text may mean as a number: `1,204 files` is 1204 or 1.204, by where its writer lives. */
function readNumbers(text: string): readonly number[] {
  const trimmed = text.trim();
  const grouped = /^\d{1,3}(?:[,'\u2009\u202f ]\d{3})+(?!\d)/.exec(trimmed)?.[0];
  const readings = [
    Number.parseFloat(trimmed.replace(',', '.')),
    ...(grouped === undefined ? [] : [Number(grouped.replaceAll(/\D/g, ''))]),
  ];
  return readings.filter(Number.isFinite);
}
