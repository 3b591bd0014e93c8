/** SLSA provenance as BuildKit writes it, of version 0.2 and of version 1, in one form. */
import * as z from 'zod';

export interface Material {
  readonly uri: string;
  /** `sha256:…`; empty where none is said. */
  readonly digest: string;
}

export interface Provenance {
  /** Empty where none is named. */
  readonly builder: string;
  readonly materials: readonly Material[];
  /** By their names, as `build-arg:TOKEN`. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Ids of secrets that were mounted. */
  readonly secrets: readonly string[];
  /** How many steps are described; none with mode=min. */
  readonly steps: number;
  readonly startedOn: string;
  readonly finishedOn: string;
}

const word = z.string().default('');
const Materials = z
  .array(z.looseObject({ uri: z.string(), digest: z.record(z.string(), z.string()).default({}) }))
  .default([]);
const Request = z.looseObject({
  args: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.looseObject({ id: z.string() })).default([]),
});
const Steps = z.looseObject({ llbDefinition: z.array(z.unknown()).default([]) }).optional();

const OldSchema = z.looseObject({
  builder: z.looseObject({ id: word }),
  materials: Materials,
  invocation: z.looseObject({ parameters: Request.optional() }).optional(),
  buildConfig: Steps,
  metadata: z.looseObject({ buildStartedOn: word, buildFinishedOn: word }).optional(),
});
const NewSchema = z.looseObject({
  buildDefinition: z.looseObject({
    externalParameters: z.looseObject({ request: Request.optional() }),
    internalParameters: z.looseObject({ buildConfig: Steps }).optional(),
    resolvedDependencies: Materials,
  }),
  runDetails: z.looseObject({
    builder: z.looseObject({ id: word }),
    metadata: z.looseObject({ startedOn: word, finishedOn: word }).optional(),
  }),
});

/** The predicate of a provenance; undefined where it has neither form. */
export function readProvenance(predicate: unknown): Provenance | undefined {
  const old = OldSchema.safeParse(predicate);
  if (old.success) {
    const { builder, materials, invocation, buildConfig, metadata } = old.data;
    return made(builder.id, materials, invocation?.parameters, buildConfig, [
      metadata?.buildStartedOn,
      metadata?.buildFinishedOn,
    ]);
  }
  const parsed = NewSchema.safeParse(predicate);
  if (!parsed.success) return undefined;
  const { buildDefinition: build, runDetails: run } = parsed.data;
  return made(
    run.builder.id,
    build.resolvedDependencies,
    build.externalParameters.request,
    build.internalParameters?.buildConfig,
    [run.metadata?.startedOn, run.metadata?.finishedOn],
  );
}

function made(
  builder: string,
  materials: z.output<typeof Materials>,
  request: z.output<typeof Request> | undefined,
  steps: z.output<typeof Steps>,
  [startedOn = '', finishedOn = '']: readonly (string | undefined)[],
): Provenance {
  return {
    builder,
    materials: materials.map(({ uri, digest }) => {
      const [algorithm, value] = Object.entries(digest)[0] ?? [];
      return { uri, digest: value === undefined ? '' : `${algorithm}:${value}` };
    }),
    parameters: Object.entries(request?.args ?? {}),
    secrets: (request?.secrets ?? []).map(({ id }) => id),
    steps: steps?.llbDefinition.length ?? 0,
    startedOn,
    finishedOn,
  };
}
