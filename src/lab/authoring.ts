/**
 * The words in which an author writes `lab.ts`. Everything here makes plain data.
 *
 *     const web = service('web');
 *     defineLab({ …, checks: { held: web.everyProcess(caps.effective.none()).points(2) } })
 */
import { type ActiveProbe, ActiveProbeSchema } from './active-probe.ts';
import type { CustomCheck } from './check.ts';
import { CheckDraft, draft } from './check-draft.ts';
import { DrydockError } from './errors.ts';
import type { ManifestInput } from './manifest.ts';
import type { CapabilitySetName } from './matchers/capabilities.ts';
import type { ContainerExpectation, ImageExpectation, ProcessExpectation } from './matchers/expectation.ts';
import type { NamespaceKind } from './observation.ts';
import type { Quantity, Question } from './question.ts';

export { edit } from './edit.ts';
export { caps } from './matchers/capabilities.ts';
export { files } from './matchers/filesystem.ts';
export { user } from './matchers/identity.ts';
export { image } from './matchers/image.ts';
export { life, ports } from './matchers/life.ts';
export { limits } from './matchers/limits.ts';
export { apart, shares } from './matchers/namespaces.ts';
export { noNewPrivs, seccomp } from './matchers/seccomp.ts';
export { mebibytes, megabytes } from './units.ts';
export { vary } from './vars.ts';

type Drafts = Readonly<Record<string, CheckDraft>>;
/** A manifest as an author writes it: checks and guards are drafts, probes come with them. */
export type LabDraft = Omit<ManifestInput, 'checks' | 'guards' | 'customChecks'> & {
  readonly checks: Drafts;
  readonly guards: Drafts;
};

/** The default export of a `lab.ts`. Throws `bad-manifest` where two probes, or two custom checks, have one name. */
export function defineLab(lab: LabDraft): ManifestInput {
  const drafts = [...Object.values(lab.guards), ...Object.values(lab.checks)];
  const probes = oneOfEach('probes', [
    ...(lab.probes ?? []).map((probe) => [probe.id, ActiveProbeSchema.parse(probe)] as const),
    ...drafts.flatMap(({ probe }) => (probe ? [[probe.id, probe] as const] : [])),
  ]);
  const customChecks = Object.fromEntries(
    oneOfEach(
      'custom checks',
      drafts.flatMap(({ data, customCheck }) =>
        data.custom && customCheck ? [[data.custom, customCheck] as const] : [],
      ),
    ),
  );
  const data = (each: Drafts) => Object.fromEntries(Object.entries(each).map(([id, { data }]) => [id, data]));
  return {
    ...lab,
    probes: [...probes.values()],
    checks: data(lab.checks),
    guards: data(lab.guards),
    customChecks,
  };
}

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
    /** Each process of that name must be so, and there must be one: for containers in which programs of two kinds run. */
    /** One process of its container must be so; one is enough. */
    anyProcess: (expect: ProcessExpectation | ContainerExpectation) => draft(name, 'any', expect),
    processesNamed: (named: string, expect: ProcessExpectation | ContainerExpectation) =>
      draft(name, { named }, expect),
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

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
const probeOf = (probe: Parameters<typeof ActiveProbeSchema.parse>[0]): ActiveProbe =>
  ActiveProbeSchema.parse(probe);

/** A GET request to a port in the container, from outside it. Repeated while someone looks. */
export function http({ name }: Service, port: number, path = '/') {
  const id = `http-${slug(`${name} ${port} ${path}`)}`;
  const probe = probeOf({ kind: 'http', id, service: name, port, path, cheap: true });
  const answer = (details: { status?: number; includes?: string }) =>
    draft(name, 'init', { kind: 'http-answer', probe: id, ...details }, probe);
  return {
    /** Anything but a server's error. */
    answers: () => answer({}),
    status: (status: number) => answer({ status }),
    /** `{{name}}` stands for the learner's value. */
    says: (includes: string) => answer({ status: 200, includes }),
  };
}

/** A program of the container, run in it as its user. Run for Check, not while someone looks. */
export function tried({ name }: Service, ...argv: string[]) {
  const words = slug(`${name} ${argv.join(' ')}`);
  const id = `exec-${words.length > 60 ? `${words.slice(0, 53)}-${shortHash(argv.join('\0'))}` : words}`;
  const probe = probeOf({ kind: 'exec', id, service: name, argv });
  const result = (details: { refused?: boolean; exitCode?: number; includes?: string }) =>
    draft(name, 'init', { kind: 'exec-result', probe: id, ...details }, probe);
  return {
    succeeds: () => result({ exitCode: 0 }),
    /** It ends with any status but 0. */
    refused: () => result({ refused: true }),
    prints: (includes: string) => result({ exitCode: 0, includes }),
  };
}

/** Whose kernel answers the container's system calls, asked by the `uname` of its image. */
export function kernelOf({ name }: Service) {
  const id = `kernel-${slug(name)}`;
  const probe = probeOf({ kind: 'exec', id, service: name, argv: ['uname', '-r'] });
  const kernel = (own: boolean) => draft(name, 'init', { kind: 'kernel', probe: id, own }, probe);
  return { own: () => kernel(true), ofTheHost: () => kernel(false) };
}

/** FNV-1a, in base 36: tells long commands apart that begin alike. */
function shortHash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(36).slice(0, 6);
}

/** The escape from matchers as data: a function of the observation. Mark it well; graded only from trusted roots. */
export function custom(name: string, verdict: CustomCheck): CheckDraft {
  const data = {
    service: '',
    processes: 'init',
    custom: name,
    points: 1,
    mode: 'level',
    acceptDeclared: false,
  } as const;
  return new CheckDraft(data, undefined, verdict);
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
    imageLibc: () => quantity({ kind: 'image-libc' }),
    processCount: () => quantity({ kind: 'process-count' }),
    uid: () => quantity({ kind: 'uid' }),
    hostPid: () => quantity({ kind: 'host-pid' }),
    kernelRelease: () => quantity({ kind: 'kernel-release' }),
    runtime: () => quantity({ kind: 'runtime' }),
    /** What an exec probe of the manifest prints: the word after `word` at the beginning of a line, or all of it. */
    printed: (probe: string, word?: string) =>
      quantity({ kind: 'printed', probe, ...(word === undefined ? {} : { word }) }),
  };
}

interface AskDetails {
  readonly within?: number;
  /** Skip it where a stand-in takes the place of the upstream image that it asks about. */
  readonly ofUpstream?: boolean;
  readonly unit?: string;
  readonly because?: string;
}

/** Questions whose truth is observed on the learner's own engine. */
export const ask = {
  number: (prompt: string, truth: Quantity, details: AskDetails = {}): Question => ({
    prompt,
    kind: 'number',
    truth,
    within: details.within ?? 0,
    ...details,
  }),
  text: (prompt: string, truth: Quantity, details: Omit<AskDetails, 'within'> = {}): Question => ({
    prompt,
    kind: 'text',
    truth,
    within: 0,
    ...details,
  }),
  choice: (
    prompt: string,
    truth: Quantity,
    choices: string[],
    details: Omit<AskDetails, 'within'> = {},
  ): Question => ({
    prompt,
    kind: 'choice',
    truth,
    within: 0,
    choices,
    ...details,
  }),
};
