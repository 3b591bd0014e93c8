import type { ConnectedEngine } from '../engine/connect.ts';
import { homeLabel, roleLabel, seatLabel } from './labels.ts';
import type { FoundSeat } from './seat-provider.ts';

/** The seats of a home on an engine whose workbenches and probes are containers: those that have any. */
export async function listEngineSeats(
  engine: ConnectedEngine,
  homeId: string,
): Promise<readonly FoundSeat[]> {
  const containers = await engine.inspectContainers({ [homeLabel]: homeId });
  const seats = new Map<string, FoundSeat['state']>();
  for (const { labels, status } of containers) {
    const id = labels[seatLabel];
    if (id === undefined || labels[roleLabel] === 'seat') continue;
    const state = status === 'running' ? 'running' : status === 'paused' ? 'paused' : 'stopped';
    if (seats.get(id) !== 'running') seats.set(id, state);
  }
  return [...seats].map(([id, state]) => ({ id, state }));
}

/** Ends workbenches and probes; volumes with workspaces stay. */
export async function stopEngineSeats(engine: ConnectedEngine, homeId: string): Promise<void> {
  const containers = await engine.inspectContainers({ [homeLabel]: homeId });
  const ending = containers.filter(({ labels }) => ['workbench', 'probe'].includes(labels[roleLabel] ?? ''));
  await Promise.all(ending.map(({ id }) => engine.removeContainer(id)));
}
