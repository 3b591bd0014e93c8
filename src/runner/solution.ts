/** What a learner's files would be if a lab were solved. */
import type { Store } from '../lab/ports/store.ts';
import type { SolutionFile } from '../lab/wire/labs.ts';
import { asText, readLabState } from './library/lab-state.ts';
import type { OpenLab } from './open-lab/open-lab.ts';

/** The files of the solution that are otherwise than at the start, and those that it has no more; recorded as shown. */
export async function showSolution(
  store: Store,
  { lab, run }: OpenLab,
  person: string,
): Promise<readonly SolutionFile[]> {
  const vars = run?.vars ?? {};
  const [start, solved] = await Promise.all([
    readLabState(lab, 'start', vars),
    readLabState(lab, 'solution', vars),
  ]);
  if (run) store.addEvent({ type: 'solution-shown', run: run.id, person });
  const changed = [...solved].filter(([path, { content }]) => !sameBytes(content, start.get(path)?.content));
  const deleted = [...start.keys()].filter((path) => !solved.has(path));
  return [
    ...changed.map(([path, { content }]) => ({ path, text: asText(content) ?? '' })),
    ...deleted.map((path) => ({ path })),
  ];
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined): boolean =>
  b !== undefined && Buffer.compare(a, b) === 0;
