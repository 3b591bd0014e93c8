/**
 * The words in which an author writes `lab.ts`. Everything here makes plain data.
 *
 *     const web = service('web');
 *     defineLab({ …, checks: { held: web.everyProcess(caps.effective.none()).points(2) } })
 */

import type { CustomCheck } from './checks/check.ts';
import { CheckDraft, draft } from './checks/check-draft.ts';
import type { Quantity, Question } from './checks/question.ts';
import { DrydockError } from './errors.ts';
import type { ManifestInput } from './manifest/manifest.ts';
import type { CapabilitySetName } from './matchers/capabilities.ts';
import type { ContainerExpectation, ImageExpectation, ProcessExpectation } from './matchers/expectation.ts';
import type { NamespaceKind } from './observation/observation.ts';
import { type ActiveProbe, ActiveProbeSchema } from './probes/active-probe.ts';
import type { Tried } from './probes/program.ts';

export { mebibytes, megabytes } from './general/units.ts';
export { edit } from './manifest/edit.ts';
export { vary } from './manifest/vars.ts';
export * from './matchers/all.ts';
export { callsUsed } from './observation/recorder.ts';
export { machine } from './probes/machine.ts';
export { http, kernelOf, program, tried } from './probes/program.ts';
export { reach } from './probes/reach.ts';

type Drafts = Readonly<Record<string, CheckDraft>>;
/** A manifest as an author writes it: checks and guards are drafts, probes come with them. */
export type LabDraft = Omit<ManifestInput, 'checks' | 'guards' | 'questions' | 'customChecks'> & {
  readonly questions?: Readonly<Record<string, QuestionDraft>>;
  readonly checks: Drafts;
  readonly guards: Drafts;
};

/** The default export of a `lab.ts`. Throws `bad-manifest` where two probes, or two custom checks, have one name. */
export function defineLab(lab: LabDraft): ManifestInput {
  const drafts = [...Object.values(lab.guards), ...Object.values(lab.checks)];
  const asked = Object.values(lab.questions ?? {});
  const probes = oneOfEach('probes', [
    ...(lab.probes ?? []).map((probe) => [probe.id, ActiveProbeSchema.parse(probe)] as const),
    ...[...drafts, ...asked].flatMap((each) => each.probes.map((probe) => [probe.id, probe] as const)),
  ]);
  const customChecks = Object.fromEntries(
    oneOfEach(
      'custom checks',
      drafts.flatMap(({ data, customCheck }) =>
        data.custom && customCheck ? [[data.custom, customCheck] as const] : [],
      ),
    ),
  );
  return {
    ...lab,
    probes: [...probes.values()],
    checks: dataOf(lab.checks),
    guards: dataOf(lab.guards),
    questions: dataOf(lab.questions ?? {}),
    customChecks,
  };
}

const dataOf = <Data>(drafts: Readonly<Record<string, { readonly data: Data }>>) =>
  Object.fromEntries(Object.entries(drafts).map(([id, { data }]) => [id, data]));

/** By name. Who names the same thing twice gets one of it; two different ones cannot share a name. */
function oneOfEach<T>(what: string, named: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const same = (a: T, b: T) => a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
  for (const [name, value] of named) {
    const other = found.get(name);
    if (other !== undefined && !same(other, value))
      throw new DrydockError('bad-manifest', {
        message: `Two different ${what} of a lab are named “${name}”, so one would be judged by the other.`,
        fix: 'Give one of them another name. A probe’s is made of its service and what is tried: change one word of that.',
      });
    found.set(name, value);
  }
  return found;
}

/** A service of the lab's compose file. */
export function service(name: string) {
  return {
    name,
    /** Each process of its container must be so. */
    everyProcess: (expect: ProcessExpectation | ContainerExpectation) => draft(name, 'every', expect),
    /** One process of its container must be so; one is enough. */
    anyProcess: (expect: ProcessExpectation | ContainerExpectation) => draft(name, 'any', expect),
    /** Each process of that name must be so, and there must be one. For containers that run programs of two kinds. */
    processesNamed: (named: string, expect: ProcessExpectation | ContainerExpectation) =>
      draft(name, { named }, expect),
    /**
     * Each process that holds a socket listening on this TCP port must be so, and there must be one. What answers there
     * is judged, under whatever name.
     */
    processesListening: (port: number, expect: ProcessExpectation | ContainerExpectation) =>
      draft(name, { listening: port }, expect),
    /** The container's first process must be so. */
    init: (expect: ProcessExpectation) => draft(name, 'init', expect),
    /** The container must be so; of namespaces, its first process. */
    container: (expect: ContainerExpectation | ProcessExpectation) => draft(name, 'init', expect),
    /** The image that its container was made from must be so. */
    image: (expect: ImageExpectation) => draft(name, 'init', expect),
    /** Quantities as the run began, or `now`. */
    at: (at: Quantity['at']) => quantities(name, at),
    now: quantities(name, 'now'),
  };
}
export type Service = ReturnType<typeof service>;

/**
 * The escape from matchers as data: a function of the observation, and of what is tried for it. Mark it well; graded
 * only from trusted roots.
 */
export function custom(
  name: string,
  verdict: CustomCheck,
  ...tried: readonly { readonly probe: ActiveProbe }[]
): CheckDraft {
  const data = {
    service: '',
    processes: 'init',
    custom: name,
    points: 1,
    mode: 'level',
    acceptDeclared: false,
  } as const;
  return new CheckDraft(
    data,
    tried.map(({ probe }) => probe),
    verdict,
  );
}

function quantities(name: string, at: Quantity['at']) {
  const quantity = (of: Quantity['of']): Quantity => ({ service: name, at, of });
  return {
    capabilityCount: (set: CapabilitySetName) => quantity({ kind: 'capability-count', set }),
    /** `00000000a80425fb`: to be compared as text. */
    capabilityMask: (set: CapabilitySetName) => quantity({ kind: 'capability-mask', set }),
    /** Of the engine's host, which is the seat container where the seat is nested. */
    hostNamespace: (namespace: NamespaceKind) => quantity({ kind: 'host-namespace', namespace }),
    imageMegabytes: () => quantity({ kind: 'image-megabytes' }),
    imageFiles: () => quantity({ kind: 'image-files' }),
    imagePackages: () => quantity({ kind: 'image-packages' }),
    imageSetuid: () => quantity({ kind: 'image-setuid' }),
    imageShells: () => quantity({ kind: 'image-shells' }),
    imageLayers: () => quantity({ kind: 'image-layers' }),
    /** Counted of the layers, not told by the engine. */
    imageUnpackedMegabytes: () => quantity({ kind: 'image-unpacked-megabytes' }),
    /** Of the seccomp filters of the first process, or of the first that has this name. */
    filterInstructions: (named?: string) =>
      quantity({ kind: 'filter-instructions', ...(named === undefined ? {} : { named }) }),
    callsAllowed: () => quantity({ kind: 'calls-allowed' }),
    /** `EPERM`, `allow`, `by-arguments`: to be compared as text. */
    answerOf: (call: string) => quantity({ kind: 'answer-of-call', set: call }),
    /** What its limits did since it started. */
    oomKills: () => quantity({ kind: 'oom-kills' }),
    pidsRefused: () => quantity({ kind: 'pids-refused' }),
    imageLibc: () => quantity({ kind: 'image-libc' }),
    processCount: () => quantity({ kind: 'process-count' }),
    uid: () => quantity({ kind: 'uid' }),
    hostPid: () => quantity({ kind: 'host-pid' }),
    kernelRelease: () => quantity({ kind: 'kernel-release' }),
    runtime: () => quantity({ kind: 'runtime' }),
  };
}

interface AskDetails {
  /** How far a number may be off, as a part of the truth: 0.05 is five in a hundred. */
  readonly within?: number;
  /** Skip it where a stand-in takes the place of the upstream image that it asks about. */
  readonly ofUpstream?: boolean;
  /** Shown behind the field: `MB`. */
  readonly unit?: string;
  /** Said with the verdict: what the number means. */
  readonly because?: string;
}

/** A question being written, with what has to be tried for it. */
interface QuestionDraft {
  readonly data: Question;
  readonly probes: readonly ActiveProbe[];
}

function asking(
  truth: Quantity | Tried,
  rest: Omit<Question, 'truth' | 'within'>,
  within = 0,
): QuestionDraft {
  return 'probe' in truth
    ? { data: { ...rest, truth: truth.quantity, within }, probes: [truth.probe] }
    : { data: { ...rest, truth, within }, probes: [] };
}

/** Questions whose truth is observed on the learner's own engine. */
export const ask = {
  number: (prompt: string, truth: Quantity | Tried, { within, ...details }: AskDetails = {}) =>
    asking(truth, { prompt, kind: 'number', ...details }, within),
  text: (prompt: string, truth: Quantity | Tried, details: Omit<AskDetails, 'within'> = {}) =>
    asking(truth, { prompt, kind: 'text', ...details }),
  choice: (
    prompt: string,
    truth: Quantity | Tried,
    choices: string[],
    details: Omit<AskDetails, 'within'> = {},
  ) => asking(truth, { prompt, kind: 'choice', choices, ...details }),
};
