/**
 * Looks at a compose project of the reader's own. Nothing of it is changed; only a probe of ours runs beside it
 * meanwhile.
 */
import { loadCatalogue } from '../engine/images/catalogue.ts';
import { isAlive } from '../engine/is-alive.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { makeImageFactsCache } from '../observe/facts/image-facts.ts';
import { observe } from '../observe/observe.ts';
import { probeArgv } from '../observe/probe/probe-program.ts';
import { findHome, readHomeId } from '../seats/home.ts';
import { homeLabel, seatLabel } from '../seats/labels.ts';
import { usualEngine } from '../seats/seat-images.ts';
import { bringToOuter, imagesOfSeats } from './bring-images.ts';
import { catalogueDir, type HomeOptions } from './open-seats.ts';
import { openProjectEngine } from './project-engine.ts';

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
  await using around = await openProjectEngine(project, options, onProgress, signal);
  const { provider, engine } = around;
  const catalogue = await loadCatalogue(catalogueDir);
  await bringToOuter({
    catalogue,
    outer: engine,
    outerOwned: provider.kind === 'embedded',
    references: imagesOfSeats(provider.kind, usualEngine.release),
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
