/** The engine on which compose projects of the reader's own run. */
import type { ConnectedEngine } from '../engine/connect.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { absentError } from '../seats/choice/choose-provider.ts';
import type { SeatProvider } from '../seats/seat-provider.ts';
import { chooseEngine, type HomeOptions } from './open-seats.ts';

export const projectLabel = 'com.docker.compose.project';

export interface ProjectEngine extends AsyncDisposable {
  readonly provider: SeatProvider;
  readonly engine: ConnectedEngine;
}

/**
 * The engine of this machine on which the project is; with seats that are nested, the one around them. Rejects with
 * `not-found` where nothing of that name is there, and names what is.
 */
export async function openProjectEngine(
  project: string,
  options: HomeOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<ProjectEngine> {
  await using opened = new AsyncDisposableStack();
  const chosen = opened.use(await chooseEngine(options));
  if (chosen.decision.kind === 'absent') throw absentError(chosen.decision);
  const around =
    chosen.decision.kind === 'nested'
      ? opened.use(await chooseEngine({ ...options, engine: chosen.decision.outer }))
      : chosen;
  if (!around.offered) throw absentError(around.decision);
  const { provider } = around.offered;
  const engine = await provider.connect({ onProgress, signal });
  await requireProject(project, engine, signal);
  const kept = opened.move();
  return { provider, engine, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function requireProject(
  project: string,
  engine: Pick<Engine, 'inspectContainers'>,
  signal: AbortSignal,
): Promise<void> {
  if ((await engine.inspectContainers({ [projectLabel]: project }, signal)).length > 0) return;
  const all = await engine.inspectContainers({}, signal);
  const names = [...new Set(all.flatMap(({ labels }) => labels[projectLabel] ?? []))].sort();
  throw new DrydockError('not-found', {
    message: `No container of a compose project “${project}” is on this engine. ${
      names.length === 0 ? 'There is no compose project on it.' : `There is ${names.join(', ')}.`
    }`,
    fix: 'Start it with `docker compose up -d`; `docker compose ls` prints the names.',
  });
}
