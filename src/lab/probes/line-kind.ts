/**
 * A kind of active probe that a probe program tries, as one record: its schema, what is asked, and how answers are
 * read. All probes of a kind are asked for at once, in one line.
 */
import * as z from 'zod';
import type { InspectedContainer } from '../observation/container.ts';
import type { ProbeResult } from '../observation/probe-result.ts';
import type { TargetAnswer } from './answer-lines.ts';

/** What came of a probe on one container. */
export type Outcome = Omit<ProbeResult, 'id' | 'kind' | 'at' | 'container' | 'replicas' | 'nonce'>;

/** It could not be tried. */
export const untried = (error: string): Outcome => ({ durationMs: 0, error });

/** How much of an answer's body, and of each output stream of a program, is kept. */
export const maxProbeOutputBytes = 65_536;

/** What every active probe has. */
export const probeBase = {
  /** Permanent; matchers name it. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id has lower-case letters, digits and hyphens'),
  /** The service of the compose file that is tried. Of several containers, each that runs. */
  service: z.string().min(1),
  /** Whether live observation repeats it. Only what takes a few milliseconds and changes nothing is cheap. */
  cheap: z.boolean().default(false),
};

type LineProbeSchema = z.ZodType<{ readonly kind: string; readonly timeoutMs: number }>;

interface LineKindParts<Schema extends LineProbeSchema> {
  readonly schema: Schema;
  /** Where the program runs: beside the containers' networks, or on the engine's host. */
  readonly line: 'workbench' | 'engine';
  /** What is asked, without the targets. */
  readonly command: string;
  /** What may be said of a target. */
  readonly verbs: readonly string[];
  /** The targets of one container, a word each; or why there is none. */
  targets(
    probe: z.output<Schema>,
    of: InspectedContainer,
    containers: readonly InspectedContainer[],
  ): readonly string[] | string;
  /** What the answers of one container's targets come to. */
  conclude(answers: readonly TargetAnswer[]): Outcome;
}

/** What is asked of one container. */
export interface Asked {
  readonly targets: readonly string[] | string;
  readonly timeoutMs: number;
}

/** A kind, whatever its probes are. */
export interface LineKind
  extends Pick<LineKindParts<LineProbeSchema>, 'line' | 'command' | 'verbs' | 'conclude'> {
  /** Undefined where the probe is of another kind. */
  ask(
    probe: { readonly kind: string },
    of: InspectedContainer,
    containers: readonly InspectedContainer[],
  ): Asked | undefined;
}

export const lineKind = <Schema extends LineProbeSchema>({
  schema,
  targets,
  ...parts
}: LineKindParts<Schema>): LineKind => ({
  ...parts,
  ask(probe, of, containers) {
    const { success, data } = schema.safeParse(probe);
    return success ? { targets: targets(data, of, containers), timeoutMs: data.timeoutMs } : undefined;
  },
});

/** Where a container has the network of another one, that one has the addresses. */
export function networkHolder(
  container: InspectedContainer,
  containers: readonly InspectedContainer[],
): InspectedContainer | undefined {
  const [, owner] = /^container:(.+)$/.exec(container.networkMode) ?? [];
  return owner === undefined ? container : containers.find(({ id }) => id === owner);
}
