import { setTimeout as delay } from 'node:timers/promises';
import type { Workbench } from '../../lab/ports/seat.ts';

const labels = '{{.Label "dev.drydock.home"}}\t{{.Label "com.docker.compose.project"}}';
const lists = [
  ['container', ['docker', 'ps', '-a', '--format', `{{.Names}}\t${labels}`]],
  ['network', ['docker', 'network', 'ls', '--format', `{{.Name}}\t${labels}`]],
  ['volume', ['docker', 'volume', 'ls', '--format', `{{.Name}}\t${labels}`]],
] as const;

/**
 * Every container, network and volume that may be of this project, as `container web-1`: those of Drydock itself and
 * of other compose projects are not, whoever is at work beside us.
 */
export async function takeInventory(
  workbench: Pick<Workbench, 'run'>,
  project: string,
  { volumes = 'all' }: { readonly volumes?: 'all' | 'unused' } = {},
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    lists.map(async ([kind, list]) => {
      const argv = kind === 'volume' && volumes === 'unused' ? [...list, '--filter', 'dangling=true'] : list;
      const { stdout } = await workbench.run(argv, { timeoutMs: 15_000 });
      const rows = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t'));
      return rows.flatMap(([name, home, owner]) =>
        home || (owner && owner !== project) ? [] : [`${kind} ${name}`],
      );
    }),
  );
  return new Set(found.flat());
}

/** How long what somebody else made by hand may take to go: another proof beside us, a learner. */
const goneWithinMs = 10_000;

/** What was not there before and stays: others who are at work on the engine come and go. */
export async function settleLeftovers(
  workbench: Pick<Workbench, 'run'>,
  project: string,
  before: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const deadline = AbortSignal.timeout(goneWithinMs);
  const first = await findLeftovers(workbench, project, before);
  let left = first;
  while (left.length > 0 && !deadline.aborted) {
    await delay(500, undefined, { signal });
    const now = await findLeftovers(workbench, project, before);
    left = first.filter((each) => now.includes(each));
  }
  return left;
}

/** What is there now and was not before. A volume that a container uses is that container's, whose ever it is. */
export async function findLeftovers(
  workbench: Pick<Workbench, 'run'>,
  project: string,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  const now = await takeInventory(workbench, project, { volumes: 'unused' });
  return [...now].filter((each) => !before.has(each));
}
