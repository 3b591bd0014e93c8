import type { ActiveProbe } from '../lab/active-probe.ts';
import type { InspectedContainer } from '../lab/container.ts';
import type { ProbeResult } from '../lab/observation.ts';

/** A probe on one of the containers that it is for, or what there is to say where there is none. */
export interface Attempt<Probe extends ActiveProbe = ActiveProbe> {
  readonly probe: Probe;
  readonly target: InspectedContainer | string;
}

/** What came of an attempt. */
export type Outcome = Omit<ProbeResult, 'id' | 'kind' | 'at' | 'container' | 'replicas' | 'nonce'>;

/** What our own side may take beside: a busy machine's delay is not the service's. */
export const oursMs = 20_000;

/** It could not be tried. */
export const untried = (error: string): Outcome => ({ durationMs: 0, error });
