import type { ProofStage } from './proof-stage.ts';

/** Takes away all that a proof has made: containers, volumes, files, the workbench, and the images that it built. */
export async function clearStage(stage: ProofStage): Promise<void> {
  const { seat, project } = stage.spec;
  await stage.down({ volumes: true });
  await stage.lay(new Map());
  await stage.workbench.remove();
  await seat.engine.pruneImages(`com.docker.compose.project=${project}`, 'unused');
}
