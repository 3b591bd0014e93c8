/**
 * A question's truth is observed on the learner's own engine, so the right answer differs from machine to
 * machine and from learner to learner. A quantity says, as data, what is read off an observation.
 */
import * as z from 'zod';
import { maskOfCapabilities } from './capabilities.ts';
import { capabilitySetNames } from './matchers/capabilities.ts';
import { mapIn } from './matchers/identity.ts';
import {
  type NamespaceKind,
  namespaceKinds,
  type Observation,
  type ObservedContainer,
  type ObservedProcess,
  type ProbeResult,
} from './observation.ts';

export const QuantitySchema = z.strictObject({
  service: z.string(),
  /** Which moment: as the run began, or as it is when the answer is given. */
  at: z.enum(['start', 'now']),
  of: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('capability-count'), set: z.enum(capabilitySetNames) }),
    /** The set as a line of /proc/PID/status has it: sixteen hexadecimal digits. */
    z.strictObject({ kind: z.literal('capability-mask'), set: z.enum(capabilitySetNames) }),
    /** The number of a namespace in which the first process of the engine's host is: namespaces(7). */
    z.strictObject({ kind: z.literal('host-namespace'), namespace: z.enum(namespaceKinds) }),
    /** In MB of 1,000,000 bytes. */
    z.strictObject({ kind: z.literal('image-megabytes') }),
    z.strictObject({ kind: z.literal('image-files') }),
    z.strictObject({ kind: z.literal('image-packages') }),
    z.strictObject({ kind: z.literal('image-setuid') }),
    z.strictObject({ kind: z.literal('image-shells') }),
    z.strictObject({ kind: z.literal('image-layers') }),
    z.strictObject({ kind: z.literal('image-libc') }),
    z.strictObject({ kind: z.literal('process-count') }),
    /** Inside the container. */
    z.strictObject({ kind: z.literal('uid') }),
    /** The pid of the container's init in the pid namespace of the engine's host. */
    z.strictObject({ kind: z.literal('host-pid') }),
    /** The release of the kernel that the container runs on: uname(2). */
    z.strictObject({ kind: z.literal('kernel-release') }),
    z.strictObject({ kind: z.literal('runtime') }),
    /** What an exec probe printed: the word after `word` at the beginning of a line; all of it where there is none. */
    z.strictObject({ kind: z.literal('printed'), probe: z.string(), word: z.string().optional() }),
  ]),
});
export type Quantity = z.output<typeof QuantitySchema>;

export const QuestionSchema = z.strictObject({
  prompt: z.string(),
  kind: z.enum(['number', 'text', 'choice']),
  truth: QuantitySchema,
  /** How far a number may be off and still be right, as a part of the truth: 0.05 is five in a hundred. */
  within: z.number().min(0).max(0.5),
  unit: z.string().optional(),
  choices: z.array(z.string()).optional(),
  /** Asks about the upstream image: where a stand-in takes its place, the question is skipped, not asked. */
  ofUpstream: z.boolean().optional(),
  /** Said with the verdict: what the number means. */
  because: z.string().optional(),
});
export type Question = z.output<typeof QuestionSchema>;

/** A quantity as prose names it: `web.uid`, `web.capability-count.bounding`. Says what is wrong with one that is none. */
export function parseQuantityPath(path: string): Quantity | { readonly problem: string } {
  const [service, kind, set] = path.split('.');
  const parsed = QuantitySchema.safeParse({ service, at: 'now', of: { kind, ...(set && { set }) } });
  return parsed.success ? parsed.data : { problem: parsed.error.message };
}

/** What is true, or why it cannot be known here. */
export type Truth =
  | { readonly known: true; readonly value: string }
  | { readonly known: false; readonly reason: string };

/** Reads a quantity off an observation. */
export function readQuantity({ service, of }: Quantity, observation: Observation): Truth {
  const container = observation.containers.find((each) => each.service === service);
  if (!container) return unknown(`there is no container of service “${service}”`);
  switch (of.kind) {
    case 'capability-count':
      return withInit(container, (init) => String(init.capabilities[of.set].length));
    case 'capability-mask':
      return withInit(container, (init) => maskOfCapabilities(init.capabilities[of.set]));
    case 'host-namespace':
      return readHostNamespace(observation, of.namespace);
    case 'uid':
      return withInit(container, (init) => String(mapIn(init.uids[1], init.uidMap) ?? init.uids[1]));
    case 'host-pid':
      return withInit(container, (init) => String(init.pid));
    case 'process-count':
      return container.processes.source === 'unknown'
        ? unknown(container.processes.reason)
        : known(String(container.processes.value.length));
    case 'runtime':
      return known(container.declared.runtime);
    case 'printed':
      return readPrinted(observation.probes[of.probe], of.word);
    case 'kernel-release':
      return observation.host.source === 'unknown'
        ? unknown(observation.host.reason)
        : known(observation.host.value.kernel);
    default:
      return readImage(container, of.kind);
  }
}

function readHostNamespace({ host }: Observation, kind: NamespaceKind): Truth {
  if (host.source === 'unknown') return unknown(host.reason);
  const number = host.value.namespaces[kind];
  return number === undefined
    ? unknown(`the kernel has no namespaces of kind “${kind}”`)
    : known(String(number));
}

type ImageQuantity = Extract<Quantity['of']['kind'], `image-${string}`>;

/** The label of an image that is not what its name says, with the reason. */
const standInLabel = 'dev.drydock.stand-in';

/** Why a question is not asked on this engine; undefined where it is. */
export function whySkipped({ ofUpstream, truth }: Question, observation: Observation): string | undefined {
  if (ofUpstream !== true) return undefined;
  return observation.containers.find(({ service }) => service === truth.service)?.image?.labels[standInLabel];
}

/** The questions that are not asked on this engine, with the reason of each. */
export function skippedQuestions(
  questions: Readonly<Record<string, Question>>,
  observation: Observation,
): Readonly<Record<string, string>> {
  const reasons = Object.entries(questions).map(([id, each]) => [id, whySkipped(each, observation)] as const);
  return Object.fromEntries(reasons.flatMap(([id, reason]) => (reason === undefined ? [] : [[id, reason]])));
}

/** What is true for a question, or why it cannot be known here. */
export function readTruth(question: Question, observation: Observation): Truth {
  const reason = whySkipped(question, observation);
  return reason === undefined ? readQuantity(question.truth, observation) : unknown(reason);
}

/** Whether a quantity needs the image's file system to be read. */
export const readsImage = ({ of }: Quantity): boolean => of.kind.startsWith('image-');

function readImage({ imageFacts }: ObservedContainer, kind: ImageQuantity): Truth {
  if (imageFacts.source === 'unknown') return unknown(imageFacts.reason);
  const facts = imageFacts.value;
  switch (kind) {
    case 'image-megabytes':
      return known(String(Math.round(facts.sizeBytes / 100_000) / 10));
    case 'image-files':
      return known(String(facts.files));
    case 'image-packages':
      return known(String(facts.packages.installed.length));
    case 'image-setuid':
      return known(String(facts.setuid.length));
    case 'image-shells':
      return known(String(facts.shells.length));
    case 'image-layers':
      return known(String(facts.layers));
    case 'image-libc':
      return known(facts.libc);
  }
}

function readPrinted(result: ProbeResult | undefined, word: string | undefined): Truth {
  if (!result) return unknown('it was not tried');
  if (result.exitCode !== 0 || result.stdout === undefined)
    return unknown(result.error ?? result.stderr?.trim() ?? 'the program that was asked failed');
  if (word === undefined) return known(result.stdout.trim());
  const lines = result.stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const value = lines.find(([first]) => first === word)?.[1];
  return value === undefined ? unknown(`no line that begins with “${word}” was printed`) : known(value);
}

function withInit(container: ObservedContainer, read: (init: ObservedProcess) => string): Truth {
  if (container.processes.source === 'unknown') return unknown(container.processes.reason);
  const init = container.processes.value.find((process) => process.init);
  return init ? known(read(init)) : unknown(`${container.service} does not run`);
}

const known = (value: string): Truth => ({ known: true, value });
const unknown = (reason: string): Truth => ({ known: false, reason });

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
