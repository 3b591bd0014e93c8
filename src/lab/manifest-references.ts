import { DrydockError } from './errors.ts';
import type { Manifest, ManifestSource } from './manifest.ts';
import { lineOf, nearest } from './manifest-error.ts';

/** Makes sure that every id that a manifest mentions is one that it has. Rejects with `bad-manifest`. */
export function checkReferences(manifest: Manifest, source: ManifestSource): void {
  const checks = Object.keys(manifest.checks);
  const guards = Object.keys(manifest.guards);
  const questions = Object.keys(manifest.questions);
  const probes = manifest.probes.map((probe) => probe.id);
  const states = [
    'start',
    'solution',
    ...Object.keys(manifest.states.accepts),
    ...Object.keys(manifest.states.mistakes),
    ...Object.keys(manifest.states.scenes),
  ];
  const need = (word: string, known: readonly string[], what: string, key: string) => {
    if (!known.includes(word)) throw unknownId(word, known, what, key, source);
  };

  for (const [id, task] of Object.entries(manifest.tasks)) {
    for (const check of task.checks) need(check, checks, 'check', `tasks.${id}.checks`);
    for (const question of task.questions) need(question, questions, 'question', `tasks.${id}.questions`);
  }
  for (const [id, mistake] of Object.entries(manifest.states.mistakes)) {
    need(mistake.from, states, 'state', `states.mistakes.${id}.from`);
    for (const check of Object.keys(mistake.fails))
      need(check, [...checks, ...guards], 'check', `states.mistakes.${id}.fails`);
  }
  for (const [id, state] of [
    ...Object.entries(manifest.states.accepts),
    ...Object.entries(manifest.states.scenes),
  ])
    need(state.from, states, 'state', `states.${id}.from`);
  for (const [id, check] of [...Object.entries(manifest.guards), ...Object.entries(manifest.checks)]) {
    if (check.expect && 'probe' in check.expect)
      need(check.expect.probe, probes, 'probe', `${id}.expect.probe`);
    if (check.custom !== undefined)
      need(check.custom, Object.keys(manifest.customChecks), 'custom check', `${id}.custom`);
    if (guards.includes(id) && checks.includes(id)) throw twice(id, source);
  }
  const homeless = [...checks, ...questions].find(
    (id) =>
      !Object.values(manifest.tasks).some((task) => task.checks.includes(id) || task.questions.includes(id)),
  );
  if (homeless !== undefined)
    throw new DrydockError('bad-manifest', {
      message: `“${homeless}” of ${source.file} belongs to no task, so no page would show it.`,
      fix: `Name it in the checks or questions of a task.`,
      place: placeOf(source, homeless, homeless),
    });
}

function unknownId(
  word: string,
  known: readonly string[],
  what: string,
  key: string,
  source: ManifestSource,
): DrydockError {
  const near = nearest(word, known);
  return new DrydockError('bad-manifest', {
    message: `${key} of ${source.file} names the ${what} “${word}”, which is not there.`,
    fix: near
      ? `Did you mean “${near}”?`
      : `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}.`,
    place: placeOf(source, key, word),
  });
}

function twice(id: string, source: ManifestSource): DrydockError {
  return new DrydockError('bad-manifest', {
    message: `“${id}” of ${source.file} is both a guard and a check.`,
    fix: 'Give one of them another id.',
    place: placeOf(source, id, id),
  });
}

function placeOf(source: ManifestSource, key: string, word: string) {
  const line = lineOf(source.text, word);
  return { file: source.file, key, ...(line === undefined ? {} : { line }) };
}
