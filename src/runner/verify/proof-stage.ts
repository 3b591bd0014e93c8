import type { Engine } from '../../lab/ports/engine.ts';
import type { Seat, Workbench } from '../../lab/ports/seat.ts';
import type { GatedCompose } from '../stage/gate.ts';
import type { Stage } from '../stage/stage.ts';

/** What a proof needs of a stage: its rules hold for one that has no engine too. */
export interface ProofStage extends AsyncDisposable, Pick<Stage, 'lay' | 'down' | 'observe' | 'judge'> {
  readonly spec: {
    readonly project: string;
    readonly seat: Pick<Seat, 'kind' | 'cutEgress'> & { readonly engine: Pick<Engine, 'pruneImages'> };
  };
  readonly workbench: Pick<Workbench, 'run' | 'remove' | 'workspacePath' | 'syncOut'>;
  readonly passed: Pick<GatedCompose, 'used'> | undefined;
  passGate(signal: AbortSignal): Promise<unknown>;
  up(signal: AbortSignal): Promise<unknown>;
}
