import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError } from '../../lab/errors.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import { TerminalParams } from '../../lab/wire/lab-routes.ts';
import type { LabStatus } from '../../lab/wire/labs.ts';
import { writeAskedFile } from '../asked-file.ts';
import { attachShell, sizeOf } from '../attach-shell.ts';
import { openLabSession } from '../lab-session.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { makeLineProgress } from '../show-progress.ts';

/** start, run, reset, solve, stop: the work is done when this returns. */
export async function performLab(
  id: string,
  kind: JobKind,
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  await using session = await openLabSession(options, signal);
  const onProgress = makeLineProgress(tell);
  const { status, spans } = await session.perform(parseLabId(id), kind, onProgress);
  output.answer({ ...status, spans }, describeStatus(status));
}

interface CheckOptions extends HomeOptions {
  /** Files to be written: what was seen, evidence of it, and the list of files that it is about. */
  readonly observation?: string;
  readonly evidence?: string;
  readonly submission?: string;
}

/** Judges and records; the answer is no (exit 1) while a check does not pass. */
export async function checkLab(
  id: string,
  options: CheckOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  if (options.submission !== undefined && options.evidence === undefined)
    throw new DrydockError('bad-usage', {
      message: '--submission writes what evidence is about, and none is asked for.',
      fix: 'Give --evidence FILE too.',
    });
  await using session = await openLabSession(options, signal);
  const report = await session.check(parseLabId(id));
  const { lab, attempt, results, earned, of, spans } = report;
  const evidence = options.evidence === undefined ? undefined : await session.attest(lab, attempt);
  await writeAsked(options.evidence, evidence && `${evidence.envelope}\n`);
  await writeAsked(options.submission, evidence?.submission);
  if (options.observation !== undefined)
    await writeAsked(options.observation, canonicalJson(await session.readObservation(lab, attempt)));
  const signed = evidence && { evidence: { hash: evidence.hash, seq: evidence.seq } };
  output.answer({ lab, attempt, results, earned, of, ...signed, ...(spans && { spans }) }, [
    ...results.flatMap(describeResult),
    `${earned} of ${of} points`,
    ...(evidence
      ? [
          `Evidence ${evidence.seq} of this home is in ${options.evidence}: ${evidence.hash}`,
          'It is attested locally: it says so itself, and that nobody watched.',
        ]
      : []),
  ]);
  return results.every(({ status }) => status === 'pass' || status === 'skip');
}

/** The bytes that were hashed, and nothing behind them. */
async function writeAsked(file: string | undefined, text: string | undefined): Promise<void> {
  if (file !== undefined && text !== undefined) await writeAskedFile(file, text);
}

/** A shell beside the lab's containers, as the page has it. It goes on after the command unless it was ended in it. */
export async function openShell(
  id: string,
  options: HomeOptions & { readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  const lab = parseLabId(id);
  const name = parseShellName(options.name);
  await using session = await openLabSession(options, signal);
  const terminal = { input: process.stdin, output: process.stdout };
  const shell = await session.openShell({ lab, name, size: sizeOf(terminal) });
  tell(
    `The shell ${name} of ${lab}${shell.resumed ? ', which was there' : ''}. Ctrl-] leaves it, and it goes on.`,
  );
  const status = await attachShell(shell, terminal, signal);
  tell(status === undefined ? `\nThe shell ${name} goes on.` : `The shell ${name} has ended.`);
}

function parseShellName(name: string): string {
  const parsed = TerminalParams.shape.name.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new DrydockError('bad-usage', {
    message: `${JSON.stringify(name)} is no name of a shell.`,
    fix: 'Give up to 32 lower case letters, digits and hyphens, such as main or shell-2.',
  });
}

const signs = { pass: '✓', fail: '✗', blocked: '▲', skip: '–', error: '!' } as const;

function describeResult(result: CheckResult): readonly string[] {
  const head = `${signs[result.status]} ${result.status.padEnd(7)} ${result.title}`;
  if (result.status === 'pass') return [head];
  return [
    head,
    ...(result.status === 'fail'
      ? [`    observed  ${result.observed}`, `    expected  ${result.expected}`]
      : [`    ${result.message}`]),
    ...(result.why ? [`    ${result.why}`] : []),
  ];
}

function describeStatus({ lab, phase, run, services }: LabStatus): readonly string[] {
  return [
    `${lab} is ${phase}${run ? ` on the ${run.seat.kind} engine` : ''}`,
    ...(run?.workspace ? [`files: ${run.workspace}`] : []),
    ...services.map(
      ({ service, status, health }) => `  ${service}: ${status}${health === 'none' ? '' : `, ${health}`}`,
    ),
  ];
}
