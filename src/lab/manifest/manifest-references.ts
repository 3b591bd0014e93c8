import { hasNonce } from '../checks/nonce.ts';
import type { ErrorProblem } from '../errors.ts';
import type { Expectation } from '../matchers/expectation.ts';
import { nearest } from '../nearest.ts';
import type { Manifest, ManifestSource } from './manifest.ts';
import { lineOf } from './manifest-error.ts';

/** What is wrong with the ids that a manifest mentions: each of them has to be one that it has. */
export function findWrongReferences(manifest: Manifest, source: ManifestSource): readonly ErrorProblem[] {
  const wrong: ErrorProblem[] = [];
  /** What a misspelt id stands for: that is not wrong by itself. */
  const meant = new Set<string>();
  const checks = Object.keys(manifest.checks);
  const guards = Object.keys(manifest.guards);
  const questions = Object.keys(manifest.questions);
  const probes = manifest.probes.map((probe) => probe.id);
  const states = new Map(statesOf(manifest).map((state) => [state.name, state]));
  const need = (word: string, known: readonly string[], what: string, key: string) => {
    if (known.includes(word)) return;
    wrong.push(unknownId(word, known, what, key, source));
    meant.add(nearest(word, known) ?? '');
  };

  for (const [id, task] of Object.entries(manifest.tasks)) {
    for (const check of task.checks) need(check, checks, 'check', `tasks.${id}.checks`);
    for (const question of task.questions) need(question, questions, 'question', `tasks.${id}.questions`);
  }
  for (const [id, mistake] of Object.entries(manifest.states.mistakes))
    for (const check of Object.keys(mistake.fails))
      need(check, [...checks, ...guards], 'check', `states.mistakes.${id}.fails`);
  for (const [id, { refused, stops, fails }] of Object.entries(manifest.states.mistakes))
    if ((refused ?? stops) !== undefined && Object.keys(fails).length > 0)
      wrong.push(refusedAndJudged(id, refused === undefined ? 'the Engine' : 'the gate', source));
  for (const { name, key, from } of statesOf(manifest)) {
    if (name === 'start' || states.get(name)?.key !== key) wrong.push(sameName(name, key, source));
    need(from, ['start', ...states.keys()], 'state', `${key}.from`);
    if (comesFrom(name, states).has(name)) wrong.push(circle(name, key, source));
  }
  for (const [id, check] of [...Object.entries(manifest.guards), ...Object.entries(manifest.checks)]) {
    if (check.expect && 'probe' in check.expect)
      need(check.expect.probe, probes, 'probe', `${id}.expect.probe`);
    if (check.expect && hasNonce(check.expect) && !drawsFor(check.expect, manifest))
      wrong.push(undrawn(id, source));
    if (check.custom !== undefined)
      need(check.custom, Object.keys(manifest.customChecks), 'custom check', `${id}.custom`);
    if (guards.includes(id) && checks.includes(id)) wrong.push(twice(id, source));
  }
  for (const [id, { truth }] of Object.entries(manifest.questions))
    if (truth.of.kind === 'printed') need(truth.of.probe, probes, 'probe', `questions.${id}.truth`);
  for (const name of Object.keys(manifest.vars))
    if (name.startsWith('nonce')) wrong.push(takenName(name, source));
  const tasks = Object.values(manifest.tasks);
  for (const id of [...checks, ...questions])
    if (!meant.has(id) && !tasks.some((task) => task.checks.includes(id) || task.questions.includes(id)))
      wrong.push({
        message: `“${id}” of ${source.file} belongs to no task, so no page would show it.`,
        fix: 'Name it in the checks or questions of a task.',
        place: placeOf(source, id, id),
      });
  return wrong;
}

interface NamedState {
  readonly name: string;
  readonly key: string;
  readonly from: string;
}

/** Every state but the start, which comes from nothing. */
function statesOf({ states: { solution, accepts, mistakes, scenes } }: Manifest): readonly NamedState[] {
  const named = Object.entries({ accepts, mistakes, scenes }).flatMap(([kind, group]) =>
    Object.entries(group).map(([name, { from }]) => ({ name, key: `states.${kind}.${name}`, from })),
  );
  return [{ name: 'solution', key: 'states.solution', from: solution.from }, ...named];
}

/** The states that a state is made of, as far back as they can be followed. */
function comesFrom(name: string, states: ReadonlyMap<string, NamedState>): ReadonlySet<string> {
  const behind = new Set<string>();
  for (let at = states.get(name)?.from; at !== undefined && !behind.has(at); at = states.get(at)?.from)
    behind.add(at);
  return behind;
}

function sameName(name: string, key: string, source: ManifestSource): ErrorProblem {
  return {
    message: `${key} of ${source.file} has the name of another state.`,
    fix: 'Solution, accepted answers, mistakes and scenes share one list of names, and “start” is the first of them. Give it another.',
    place: placeOf(source, key, name),
  };
}

function refusedAndJudged(id: string, by: string, source: ManifestSource): ErrorProblem {
  const key = `states.mistakes.${id}`;
  return {
    message: `${key} of ${source.file} is to be refused by ${by} and to fail checks, which cannot both be: what is refused does not run.`,
    fix: 'Leave `fails` empty, or leave `refused` and `stops` out.',
    place: placeOf(source, key, id),
  };
}

function circle(name: string, key: string, source: ManifestSource): ErrorProblem {
  return {
    message: `${key} of ${source.file} comes from itself.`,
    fix: 'Follow `from` from state to state: in the end it must lead to “start”.',
    place: placeOf(source, key, name),
  };
}

function unknownId(
  word: string,
  known: readonly string[],
  what: string,
  key: string,
  source: ManifestSource,
): ErrorProblem {
  const near = nearest(word, known);
  return {
    message: `${key} of ${source.file} names the ${what} “${word}”, which is not there.`,
    fix: near
      ? `Did you mean “${near}”?`
      : `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}.`,
    place: placeOf(source, key, word),
  };
}

/** Whether the probe of an expectation has something drawn for each try in it. */
function drawsFor(expect: Expectation, { probes }: Manifest): boolean {
  return 'probe' in expect && probes.some(({ id, ...said }) => id === expect.probe && hasNonce(said));
}

function undrawn(id: string, source: ManifestSource): ErrorProblem {
  return {
    message: `${id} of ${source.file} expects {{nonce…}}, and what is tried for it has no {{nonce}}.`,
    fix: 'Put {{nonce}} into the path of the request, or the words of the program.',
    place: placeOf(source, id, id),
  };
}

/** Every probe draws one of its own, so no variable may be called so. */
function takenName(name: string, source: ManifestSource): ErrorProblem {
  return {
    message: `vars.${name} of ${source.file} has a name that is reserved for values drawn at each try.`,
    fix: 'Call it something else.',
    place: placeOf(source, `vars.${name}`, name),
  };
}

function twice(id: string, source: ManifestSource): ErrorProblem {
  return {
    message: `“${id}” of ${source.file} is both a guard and a check.`,
    fix: 'Give one of them another id.',
    place: placeOf(source, id, id),
  };
}

function placeOf(source: ManifestSource, key: string, word: string) {
  const line = lineOf(source.text, word);
  return { file: source.file, key, ...(line === undefined ? {} : { line }) };
}
