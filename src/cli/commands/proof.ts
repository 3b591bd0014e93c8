import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { proveLabs } from '../../runner/verify/prove-labs.ts';
import { recordObservations } from '../../runner/verify/record-observations.ts';
import { formatJUnit } from '../junit.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProofs, openProver } from '../proofs.ts';
import { root } from '../root.ts';

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
