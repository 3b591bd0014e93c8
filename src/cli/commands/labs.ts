import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { viewOf } from '../../lab/manifest/lab-view.ts';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import { proveLabs } from '../../runner/verify/prove-labs.ts';
import { recordObservations } from '../../runner/verify/record-observations.ts';
import { formatJUnit } from '../junit.ts';
import { type HomeOptions, root } from '../open-home.ts';
import { formatTable, type Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProofs, openProver } from '../proofs.ts';

/** Labs with title, level and time; those that cannot be read with their error. */
export async function listLabs(options: HomeOptions, output: Output): Promise<boolean> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const rows = library
    .list()
    .map(({ id, manifest }) => [id, manifest.title, manifest.level, `${manifest.minutes} min`]);
  const broken = [...library.broken].map(([id, { message, fix }]) => ({ id, message, fix }));
  output.answer({ labs: library.list().map(({ manifest }) => viewOf(manifest)), broken }, [
    ...formatTable(rows),
    ...broken.map(({ id, message, fix }) => `${id}: ${message} ${fix ?? ''}`),
  ]);
  return broken.length === 0;
}

/** One lab, as data. */
export async function showLab(id: string, options: HomeOptions, output: Output): Promise<void> {
  const { manifest } = (await LabLibrary.open(options.labs ?? join(root, 'labs'))).get(id);
  const view = viewOf(manifest);
  output.answer(view, [
    `${view.id}: ${view.title} (${view.level}, ${view.minutes} min)`,
    ...view.grants.map((words) => `  may do: ${words}`),
    ...view.tasks.flatMap((task) => [
      `  ${task.title}`,
      ...view.checks.filter((check) => check.task === task.id).map(({ title, of }) => `    ${title} (${of})`),
    ]),
    `  keep: ${view.takeaway.file}: ${view.takeaway.why}`,
  ]);
}

/**
 * Proves labs. Exits with 1 where a lab breaks a rule. Where a proof broke off, rejects after all results were printed.
 */
export async function verifyLabs(
  ids: readonly string[],
  options: HomeOptions & { readonly junit?: string },
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  await using prover = await openProver(ids, { ...options, onLine: tell }, signal);
  const proofs = await proveLabs(prover.labs, prover.prove, signal);
  if (options.junit !== undefined) await writeFile(options.junit, formatJUnit(proofs));
  const mark = (ok: boolean) => (ok ? 'yes' : 'NO');
  const rows = proofs.map((proof) => [
    proof.id,
    proof.seat === 'none' ? '–' : mark(proof.ok),
    proof.seat,
    mark(proof.start),
    mark(proof.solution),
    `${proof.accepts.filter(({ ok }) => ok).length}/${proof.accepts.length}`,
    `${proof.mistakes.filter(({ ok }) => ok).length}/${proof.mistakes.length}`,
    mark(proof.reset),
    proof.transcripts.ok ? String(proof.transcripts.checked) : 'NO',
    `${Math.round(proof.durationMs / 1000)} s`,
  ]);
  const head = [
    'lab',
    'proven',
    'seat',
    'start',
    'solution',
    'accepts',
    'mistakes',
    'reset',
    'transcripts',
    'time',
  ];
  output.answer({ labs: proofs }, [
    ...formatTable([head, ...rows]),
    ...proofs.flatMap(({ id, seat, network, problems, skipped, trouble }) => [
      ...(trouble ? [`${id}: the proof broke off: ${trouble.message}`] : []),
      ...problems.flatMap(({ rule, where, message }) => `${id}: ${rule} at ${where}: ${message}`.split('\n')),
      ...(network === 'open' && seat !== 'none'
        ? [`${id}: its containers could reach the network: the engine is not Drydock’s own`]
        : []),
      ...skipped.map(({ check, reason }) => `${id}: ${check} is skipped: ${reason}`),
    ]),
  ]);
  const trouble = proofs.find((proof) => proof.trouble)?.trouble;
  if (trouble) {
    const { code, message, fix = '', output = '' } = trouble;
    throw new DrydockError(code, { message, ...(fix && { fix }), ...(output && { output }) });
  }
  return proofs.every(({ ok }) => ok);
}

/** Writes the observations that the book shows where no engine is. The answer is which files. */
export async function recordLabs(
  ids: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  await using proofs = await openProofs(options, tell);
  const written: string[] = [];
  for (const lab of proofs.choose(ids))
    for await (const { state, observation } of recordObservations(lab, proofs.openStage, signal)) {
      const file = join('src', 'site', 'recorded', lab.id, `${state}.json`);
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), `${JSON.stringify(observation, null, 1)}\n`);
      written.push(file);
    }
  output.answer({ written }, written);
}
