import * as z from 'zod';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';

const ChangesSchema = z
  .array(z.object({ Path: z.string(), Kind: z.number().int() }))
  .nullish()
  .transform((value) => value ?? []);
/** Of the Engine API: 0 changed, 1 added, 2 deleted. */
const deleted = 2;

/**
 * Paths of a container's own layer that its programs added or changed, and not directories above such ones alone. What
 * lies in volumes and tmpfs is not among them.
 */
export async function readChangedPaths(
  client: EngineClient,
  container: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ask = (deadline: Deadline): Promise<unknown> =>
    client.docker.getContainer(container).changes(cancellable(deadline.signal));
  const answer = await client.call(`read what ${container.slice(0, 12)} changed`, ask, {
    kind: 'ask',
    signal,
  });
  // Where nothing changed the Engine answers `null`, which the library leaves unread.
  const changes = ChangesSchema.parse(Buffer.isBuffer(answer) ? JSON.parse(answer.toString('utf8')) : answer);
  const paths = changes.filter(({ Kind }) => Kind !== deleted).map(({ Path }) => Path);
  const above = new Set(changes.flatMap(({ Path }) => parents(Path)));
  return paths.filter((path) => !above.has(path));
}

function parents(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
}
