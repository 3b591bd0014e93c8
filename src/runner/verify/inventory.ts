import type { Workbench } from '../../lab/ports/seat.ts';

const ours = '{{.Label "dev.drydock.home"}}';
const lists = [
  ['container', ['docker', 'ps', '-a', '--format', `{{.Names}}\t${ours}`]],
  ['network', ['docker', 'network', 'ls', '--format', `{{.Name}}\t${ours}`]],
  ['volume', ['docker', 'volume', 'ls', '--format', `{{.Name}}\t${ours}`]],
] as const;

/** Every container, network and volume of the engine that is not Drydock's own, as `container web-1`. */
export async function takeInventory(workbench: Workbench): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    lists.map(async ([kind, argv]) => {
      const { stdout } = await workbench.run(argv, { timeoutMs: 15_000 });
      const rows = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t'));
      return rows.flatMap(([name, home]) => (home ? [] : [`${kind} ${name}`]));
    }),
  );
  return new Set(found.flat());
}

/** What is there now and was not before. */
export async function findLeftovers(
  workbench: Workbench,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  return [...(await takeInventory(workbench))].filter((each) => !before.has(each));
}
