/** Which labs a graded replay may play, and which work of them. */
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Grant } from '../../lab/manifest/grant.ts';
import { bookSeed, makeVars } from '../../lab/manifest/vars.ts';
import type { Lab, LabLibrary } from '../library/lab-library.ts';
import { readLabState, type StateFiles } from '../library/lab-state.ts';
import { findReaching, reachesTheEngine } from './reach.ts';

/**
 * Why no work on the lab can be graded; undefined where some can. What judges believes the engine of a replay's seat about
 * which container is which, so nobody who is judged may hold that engine: neither a container, by what it is granted,
 * nor whoever works in a shell beside it. A lab that grants so much at first can be graded where no right answer that it
 * knows uses it: work that still does is not judged.
 */
export async function whyNotGraded(lab: Lab): Promise<string | undefined> {
  const { manifest } = lab;
  const { id, states } = manifest;
  const grants = manifest.grants.some(reachesTheEngine) ? await reachOfAnswers(lab) : [];
  if (grants.length > 0)
    return `${id} lets its containers reach what looks at them, or the engine that says which is which (${wordsOf(grants)}), so nothing that is seen of them is proof; it would take a seat with a kernel of its own, or a machine that is thrown away`;
  return states.solution.run.length > 0
    ? `${id} is done in a shell, and what it leaves in an engine is left by whoever is root of that engine, so nothing that is seen of it is proof`
    : undefined;
}

/** What the first of the lab's right answers that reaches the engine uses of its grants; none where all do without. */
async function reachOfAnswers(lab: Lab): Promise<readonly Grant[]> {
  const { id, vars, states, grants } = lab.manifest;
  const values = makeVars(vars, id, bookSeed);
  for (const state of ['solution', ...Object.keys(states.accepts)]) {
    const reach = reachOf(await readLabState(lab, state, values), grants);
    if (reach.length > 0) return reach;
  }
  return [];
}

/** As `whyNotGraded`, of labs as they are now: what pages say of many is to be had at once. */
export async function readGradable(
  library: Pick<LabLibrary, 'list'>,
): Promise<(lab: LabId) => string | undefined> {
  const read = async (lab: Lab) => [lab.id, await whyNotGraded(lab)] as const;
  const reasons = new Map(await Promise.all(library.list().map(read)));
  return (lab) => reasons.get(lab);
}

/** Why work that uses these grants is not judged, and what to do about it. */
export function stillReaching(grants: readonly Grant[]): DrydockError {
  return new DrydockError('seat-unmet', {
    message: `The work still uses what its lab grants: ${wordsOf(grants)}. By that its containers could reach what looks at them, or the engine that says which is which, so nothing that is seen of them is proof.`,
    fix: 'Take it out of compose.yaml, and hand in then: what cannot be graded uses up no attempt.',
  });
}

/** What files use of the grants that reach the engine, as their compose file is written. */
export function reachOf(files: StateFiles, grants: readonly Grant[]): readonly Grant[] {
  const compose = files.get('compose.yaml');
  return compose === undefined ? [] : findReaching(Buffer.from(compose.content).toString(), grants);
}

const wordsOf = (grants: readonly Grant[]): string =>
  grants.map(({ words }) => words.replace(/[.]$/, '')).join('; ');
