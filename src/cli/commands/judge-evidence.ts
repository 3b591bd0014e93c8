import { join } from 'node:path';
import { digest } from '../../evidence/digest.ts';
import { type ComparedCheck, judgeAgain } from '../../evidence/judge-again.ts';
import {
  circumstancesOf,
  type GradedStatement,
  subjectHash,
  subjectNames,
} from '../../evidence/statement.ts';
import { extensionName, testResultType } from '../../evidence/types.ts';
import { DrydockError } from '../../lab/errors.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import { ObservationSchema } from '../../lab/wire/events.ts';
import { drydockVersion } from '../../runner/drydock-version.ts';
import { type Lab, LabLibrary } from '../../runner/library/lab-library.ts';
import { readAskedFile } from '../asked-file.ts';
import { openLabSession } from '../lab-session.ts';
import { formatTable, type Output } from '../output.ts';
import { root } from '../root.ts';
import { type VerifyOptions, verifyFile } from './evidence.ts';

export interface JudgeOptions extends VerifyOptions {
  /** What was judged; the home's own unless said. */
  readonly observation?: string;
}

/** The largest that a lab makes is a few MiB. */
const mostObservationBytes = 64 * 1024 ** 2;

/**
 * Judges what was observed once more, by the lab that judged it then, and compares check by check; the answer is no
 * (exit 1) where anything differs. Rejects with `bad-evidence` where the evidence, the observation or the lab is not
 * what it has to be.
 */
export async function judgeEvidence(
  file: string,
  options: JudgeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const statement = await readGraded(file, options);
  const { [extensionName]: said } = statement.predicate;
  const lab = await findLab(said, options);
  const observation = await readObservation(statement, options, signal);
  const judged = judgeAgain(statement, lab.manifest, observation);
  const { recorded, again } = judged.grade;
  output.answer({ lab: said.lab, recordedBy: said.grader.version, judgedBy: drydockVersion, ...judged }, [
    ...formatTable([['check', 'recorded', 'judged again', ''], ...judged.checks.map(describe)]),
    `${recorded.earned} of ${recorded.of} points recorded, ${again.earned} of ${again.of} now`,
    ...(judged.isSame
      ? ['The same results.']
      : [
          `Other results. Drydock ${said.grader.version} judged then, ${drydockVersion} now, by the same lab.`,
        ]),
  ]);
  return judged.isSame;
}

function describe({ id, recorded, again, isSame }: ComparedCheck): readonly string[] {
  const cell = (check: ComparedCheck['again']) =>
    check ? `${check.status} ${check.earned}/${check.of}` : 'not there';
  return [id, cell(recorded), cell(again), isSame ? 'same' : 'different'];
}

/** What was judged, of a file with one envelope that can be believed. */
async function readGraded(file: string, options: VerifyOptions): Promise<GradedStatement> {
  const [first, second] = (await verifyFile(file, options)).lines;
  if (!first || second)
    throw new DrydockError('bad-usage', {
      message: `${file} has more than one line of evidence.`,
      fix: 'Put the line that is meant into a file of its own.',
    });
  const { verdict } = first;
  if (!verdict.ok)
    throw new DrydockError('bad-evidence', { message: `${file}: it ${verdict.why}.`, fix: verdict.fix });
  if (verdict.statement.predicateType !== testResultType)
    throw new DrydockError('bad-evidence', {
      message: `${file} says that ${circumstancesOf(verdict.statement).lab} could not be graded, so there is nothing to judge again.`,
      fix: 'Give evidence of something that was judged.',
    });
  return verdict.statement;
}

/** The lab of the content that judged, where it is here. */
async function findLab(
  { lab: id, labContent }: { readonly lab: string; readonly labContent: string },
  options: JudgeOptions,
): Promise<Lab> {
  const lab = (await LabLibrary.open(options.labs ?? join(root, 'labs'))).get(id);
  if (lab.contentHash === labContent) return lab;
  throw new DrydockError('bad-evidence', {
    message: `${id} has another content here (${lab.contentHash}) than the lab that judged (${labContent}).`,
    fix: 'Get the version of the labs that judged, and name its folder with --labs DIR.',
  });
}

/** What was judged, by its hash: of the file that is named, or as the home has it. */
async function readObservation(
  statement: GradedStatement,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<Observation> {
  const { about, lab } = circumstancesOf(statement);
  const source = options.observation ?? 'What this home has of it';
  const value =
    options.observation === undefined
      ? await findOwnObservation(lab, about, options, signal)
      : parseJson(options.observation, await readAskedFile(options.observation, mostObservationBytes));
  if (hashOf(value) !== subjectHash(statement, subjectNames.observation))
    throw new DrydockError('bad-evidence', {
      message: `${source} is not what was judged: its hash is another.`,
      fix: 'Give what `drydock lab check ID --observation FILE` wrote with this very attempt.',
    });
  return ObservationSchema.parse(value);
}

/** Undefined of what is nested deeper than anything that was observed. */
function hashOf(value: unknown): string | undefined {
  try {
    return digest(canonicalJson(value));
  } catch {
    return undefined;
  }
}

async function findOwnObservation(
  lab: GradedStatement['predicate'][typeof extensionName]['lab'],
  about: string,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<unknown> {
  await using session = await openLabSession(options, signal);
  try {
    return await session.readObservation(lab, about.replace(/^attempt:/, ''));
  } catch (cause) {
    if (!(cause instanceof DrydockError) || cause.code === 'home-locked') throw cause;
    throw new DrydockError('not-found', {
      message: `This home has not what was judged of ${about}.`,
      fix: 'Give it with --observation FILE.',
      cause,
    });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DrydockError('bad-evidence', {
      message: `${file} is not JSON, so it is no observation.`,
      fix: 'Give what `drydock lab check ID --observation FILE` wrote.',
      cause,
    });
  }
}
