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
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    lists.map(async ([kind, argv]) => {
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

/** What is there now and was not before. */
export async function findLeftovers(
  workbench: Pick<Workbench, 'run'>,
  project: string,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  return [...(await takeInventory(workbench, project))].filter((each) => !before.has(each));
}
