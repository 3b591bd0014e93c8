/** What is on an engine for a home that should not be there. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { homeLabel, roleLabel } from '../../src/seats/labels.ts';
import { isSpare } from '../../src/seats/workbench/workbench-container.ts';

const project = 'com.docker.compose.project';

/** Programs that are at home in a workbench or in the place of the probe. */
const ours = /^(COMMAND|\/?(sbin\/)?(docker-init|tini)\b.*|sleep infinity|perl .*|(sh|bash|tmux|ps)\b.*)$/;

/** Words for each; none where only what should be is there. `up`: the compose project of the one lab that may be up. */
export async function findOrphans(
  engine: ConnectedEngine,
  homeId: string,
  home: string,
  up: string | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  const containers = await engine.inspectContainers({ [homeLabel]: homeId });
  for (const role of ['workbench', 'probe']) {
    const all = containers.filter(({ labels }) => labels[roleLabel] === role);
    // Whoever serves the home keeps one workbench that is nobody's.
    const spares = all.filter(({ name }) => isSpare(name, homeId));
    if (spares.length > 1) found.push(`${spares.length} workbenches of nobody`);
    const some = all.filter((each) => !spares.includes(each));
    const most = role === 'probe' || up !== undefined ? 1 : 0;
    if (some.length > most) found.push(`${some.length} containers for ${role}`);
    for (const { id, name } of some) {
      const { stdout } = await engine.run(id, ['ps', '-eo', 'args'], { cwd: '/' });
      // The probe sees the whole machine: there its own programs are counted by name.
      const lines = stdout
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      if (role === 'workbench')
        found.push(...lines.filter((line) => !ours.test(line)).map((line) => `in ${name}: ${line}`));
    }
  }
  const things = (await engine.listLabelled(project)).filter(({ labels }) => {
    const directory = labels[`${project}.working_dir`];
    return directory?.startsWith(`${home}/`) || labels[project] === up;
  });
  const unexpected = things.filter(({ labels }) => labels[project] !== up);
  found.push(...unexpected.map(({ kind, labels }) => `a ${kind} of ${labels[project]}`));
  for (const kind of ['container', 'network'] as const) {
    const count = things.filter((thing) => thing.kind === kind && !unexpected.includes(thing)).length;
    if (count > 1) found.push(`${count} ${kind}s for one lab of one service`);
  }
  return found;
}

/** Processes of this machine that were started for the home; its containers' are the engine's business. */
export function findProcesses(home: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes(home) ? [`process ${pid}: ${words.join(' ').trim()}`] : [];
      } catch {
        return [];
      }
    });
}
