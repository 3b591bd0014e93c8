/**
 * The typed description of a lab. Authors write it in `lab.ts` through `defineLab` (see `authoring.ts`);
 * `parseManifest` (`parse-manifest.ts`) makes sure that it is whole and that every id that it mentions is there.
 */

import * as z from 'zod';
import { CheckSchema, type CustomCheck } from '../checks/check.ts';
import { QuestionSchema, readsImage } from '../checks/question.ts';
import { type LabId, LabIdSchema } from '../lab-id.ts';
import { matcherOf } from '../matchers/expectation.ts';
import type { AskedFacts } from '../observation/asked-facts.ts';
import { ActiveProbeSchema } from '../probes/active-probe.ts';
import { EditSchema } from './edit.ts';
import { GrantSchema } from './grant.ts';
import { abilitiesOf, NeedsSchema } from './needs.ts';
import { VarSpecSchema, type Vars } from './vars.ts';

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'an id has small letters, digits and hyphens, and begins with a letter');
const ids = <Value extends z.ZodType>(value: Value) => z.record(id, value);

/** What a state is made of: another state, edits, and files of `states/NAME/` laid over it. */
const stateShape = {
  /** The state that it comes from. */
  from: z.string().default('start'),
  /** Made one after the other. */
  edits: z.array(EditSchema).default([]),
  /** Files of this folder under `states/` are laid over the result. */
  overlay: z.string().optional(),
  /** Commands that are run in the workbench once its services are up; not those of the state that it comes from. */
  run: z.array(z.string().min(1)).default([]),
};
export const StateSchema = z.strictObject(stateShape);
export type State = z.output<typeof StateSchema>;

/** Folders of `labs/` that are laid into a workspace: one true copy for several labs. */
const SharedSchema = z.array(z.strictObject({ from: z.string(), to: z.string() })).default([]);
/** Images of the catalogue, by reference. */
const ImagesSchema = z.array(z.string()).default([]);

/** What transcripts show and nobody is judged on. It may need more than the lab's learner ever gets. */
export const SceneSchema = z.strictObject({
  ...stateShape,
  /** Laid over the state that it comes from, before its edits. */
  shared: SharedSchema,
  /** Besides those of the lab. */
  images: ImagesSchema,
});
export type Scene = z.output<typeof SceneSchema>;

export const MistakeSchema = z.strictObject({
  ...stateShape,
  /** Checks or guards that must fail, all and only these, and a part of each message. */
  fails: z.record(id, z.string()),
  /** The gate must refuse it, with this in its words; then nothing runs and nothing is judged. */
  refused: z.string().min(1).optional(),
  /** The Engine must refuse to start it, with this in what is told; then nothing is judged. */
  stops: z.string().min(1).optional(),
});
export type Mistake = z.output<typeof MistakeSchema>;

export const ManifestSchema = z.strictObject({
  /** Of the lab, as the book shows it. */
  title: z.string(),
  /** `guided` leads by the hand; `fix` shows something wrong; `open` shows outcomes only; `break` breaks in. */
  level: z.enum(['guided', 'fix', 'open', 'break']),
  /** How long a reader needs: 1 to 60. */
  minutes: z.number().int().min(1).max(60),
  /** Labs that should come first. */
  after: z.array(LabIdSchema).default([]),
  /** `owned`: not in a Docker that others use. `nested`: in an engine of its own. */
  seat: z.enum(['any', 'owned', 'nested']).default('any'),
  /** How far the effects are seen: beyond its project, it is not played on an engine that others use. */
  scope: z.enum(['project', 'engine', 'kernel']).default('project'),
  /** What the machine must have. */
  needs: NeedsSchema.default({ runtimes: [] }),
  /** Powers beyond Docker's defaults; the page shows their words before the start. */
  grants: z.array(GrantSchema).default([]),
  /** Images of the catalogue, by reference, that must be there before the start. */
  images: ImagesSchema,
  /** Folders of `labs/` laid into the workspace under its own start: `{ from, to }`, `to: ''` is its root. */
  shared: SharedSchema,
  /** The file that the editor opens first. */
  opens: z.string().default('compose.yaml'),
  /** What the reader keeps, with one reason. */
  takeaway: z.strictObject({
    /** In the workspace. */
    file: z.string(),
    /** One sentence. */
    why: z.string(),
  }),
  /** Values that differ from learner to learner, by the names of `{{name}}`. */
  vars: ids(VarSpecSchema).default({}),
  /** What is tried; checks and questions bring their own. */
  probes: z.array(ActiveProbeSchema).default([]),
  /** Checks that the thing exists and works: while one fails, those behind it are not judged. */
  guards: ids(CheckSchema),
  /** Steps that a reader takes, in their order. */
  tasks: ids(
    z.strictObject({
      /** An instruction in a few words. */
      title: z.string(),
      /** Ids of checks that complete it. */
      checks: z.array(id).default([]),
      /** Ids of questions that complete it. */
      questions: z.array(id).default([]),
      /** Where its checks are explained, unless one says otherwise: `/capabilities/#five-sets`. */
      readMore: z.string().optional(),
      /** Three steps: where to look, what to use, nearly the answer. */
      hints: z.array(z.string()).default([]),
    }),
  ),
  /** What should be true, each worth points. */
  checks: ids(CheckSchema),
  /** What a reader is asked, each with a truth that is observed. */
  questions: ids(QuestionSchema).default({}),
  /** Named versions of the lab's files, besides its start. */
  states: z.strictObject({
    /** One right answer. */
    solution: StateSchema,
    /** Other right answers. */
    accepts: ids(StateSchema).default({}),
    /** Wrong answers, each with the checks that it fails. */
    mistakes: ids(MistakeSchema).default({}),
    /** What transcripts show and nobody is judged on. */
    scenes: ids(SceneSchema).default({}),
  }),
});

/** A manifest as data: it can be printed, hashed and translated. */
export type ManifestData = z.output<typeof ManifestSchema>;
/** What `lab.ts` exports. */
export type ManifestInput = z.input<typeof ManifestSchema> & {
  readonly customChecks?: Readonly<Record<string, CustomCheck>>;
};

export interface Manifest extends ManifestData {
  /** `chapter/lab`, from the folder. */
  readonly id: LabId;
  readonly customChecks: Readonly<Record<string, CustomCheck>>;
}

/** Where a manifest comes from, for messages: its file, and its text where a line is to be found. */
export interface ManifestSource {
  readonly id: LabId;
  readonly file: string;
  readonly text?: string;
}

/** What judging a lab and asking its questions takes besides what every look tells, with a learner's values. */
export function askedFactsOf(manifest: Manifest, vars: Vars): AskedFacts {
  const checks = [...Object.values(manifest.guards), ...Object.values(manifest.checks)];
  const asked = checks.flatMap(({ expect, processes }) =>
    expect ? [{ expect, processes, matcher: matcherOf(expect) }] : [],
  );
  const facts = asked.flatMap(({ matcher: { asks = [], sharedIn }, processes }) => [
    ...asks,
    ...(sharedIn !== undefined && processes !== 'init' ? (['namespaces'] as const) : []),
    ...(typeof processes === 'object' && 'listening' in processes ? (['sockets'] as const) : []),
  ]);
  const readsImages =
    asked.some(({ matcher }) => matcher.scope === 'image') ||
    Object.values(manifest.questions).some(({ truth }) => readsImage(truth));
  const texts = asked.flatMap(({ matcher, expect }) => matcher.textsOf(expect, vars));
  return {
    facts: [...new Set(facts)],
    images: readsImages ? { texts: [...new Set(texts)] } : undefined,
    abilities: [...new Set([manifest.needs, ...checks.map(({ needs }) => needs ?? {})].flatMap(abilitiesOf))],
  };
}
