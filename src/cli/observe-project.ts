/**
 * Looks at a compose project of the reader's own. Nothing of it is changed; only a probe of ours runs beside it
 * meanwhile.
 */
import { loadCatalogue } from '../engine/images/catalogue.ts';
import { isAlive } from '../engine/is-alive.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { makeImageFactsCache } from '../observe/facts/image-facts.ts';
import { observe } from '../observe/observe.ts';
import { probeArgv } from '../observe/probe/probe-program.ts';
import { absentError } from '../seats/choice/choose-provider.ts';
import { findHome, readHomeId } from '../seats/home.ts';
import { homeLabel, seatLabel } from '../seats/labels.ts';
import { usualEngine } from '../seats/seat-images.ts';
import { bringToOuter, imagesOfSeats } from './bring-images.ts';
import { catalogueDir, chooseEngine, type HomeOptions } from './open-home.ts';

const projectLabel = 'com.docker.compose.project';

/**
 * One observation of a project on the engine of this machine: with seats that are nested, the one around them. What
 * is in its images is read too. Rejects with `not-found` where nothing of that name is there, and names what is.
 */
export async function observeProject(
  project: string,
  options: HomeOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Observation> {
  await using chosen = await chooseEngine(options);
  if (chosen.decision.kind === 'absent') throw absentError(chosen.decision);
  const kind = chosen.decision.kind === 'nested' ? chosen.decision.outer : chosen.decision.kind;
  await using around =
    chosen.decision.kind === 'nested' ? await chooseEngine({ ...options, engine: kind }) : chosen;
  if (!around.offered) throw absentError(around.decision);
  const { provider } = around.offered;
  const engine = await provider.connect({ onProgress, signal });
  await requireProject(project, engine, signal);
  const catalogue = await loadCatalogue(catalogueDir);
  await bringToOuter({
    catalogue,
    outer: engine,
    outerOwned: kind === 'embedded',
    references: imagesOfSeats(kind, usualEngine.release),
    onProgress,
    signal,
    forNested: false,
  });
  // A seat of its own, so that its probe can be removed under a server that works with another.
  const seatId = `${lookPrefix}${process.pid}`;
  const home = await readHomeId(findHome(process.env, options.home).home);
  await removeAbandonedLooks(engine, home, signal);
  await using probes = new AsyncDisposableStack();
  probes.defer(async () => {
    await engine.removeLabelled({ [homeLabel]: home, [seatLabel]: seatId });
  });
  await using seat = await provider.open(seatId, { onProgress, signal });
  // Awaited here, so that the seat is there for as long as it is looked at.
  return await observe(
    project,
    { engine: seat.engine, openProbe: (ended) => seat.openProbe(probeArgv(), ended) },
    { imageFacts: { services: 'all', cache: makeImageFactsCache(), wait: true }, signal },
  );
}

const lookPrefix = 'look-';

/** Who was killed while they looked could not remove their probe. */
async function removeAbandonedLooks(
  engine: Pick<Engine, 'inspectContainers' | 'removeLabelled'>,
  home: string,
  signal: AbortSignal,
): Promise<void> {
  const seats = (await engine.inspectContainers({ [homeLabel]: home }, signal)).map(
    ({ labels }) => labels[seatLabel],
  );
  for (const seat of new Set(seats)) {
    if (!seat?.startsWith(lookPrefix) || isAlive(Number(seat.slice(lookPrefix.length)))) continue;
    await engine.removeLabelled({ [homeLabel]: home, [seatLabel]: seat });
  }
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
