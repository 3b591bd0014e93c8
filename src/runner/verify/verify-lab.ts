/** The proof of a lab, on a real engine: every state is brought up and judged as a learner's would be. */
import { bookSeed, makeVars } from '../../lab/manifest/vars.ts';
import type { Lab } from '../library/lab-library.ts';
import { span, trace } from '../trace.ts';
import { clearStage } from './clear-stage.ts';
import { failureOf } from './failure-of.ts';
import { fakedServices } from './faked.ts';
import { settleLeftovers, takeInventory } from './inventory.ts';
import { judgeCoverage, judgeStart } from './judge-state.ts';
import type { LabProof, ProofRule } from './proof.ts';
import { ProofRecord } from './proof-record.ts';
import type { ProofRun, VerifyTools } from './proof-run.ts';
import { proveComesUp, readFiles } from './prove-comes-up.ts';
import { proveAccepted, proveSolution, proveStart } from './prove-ends.ts';
import { proveFaked } from './prove-faked.ts';
import { judgeRefusal } from './prove-grants.ts';
import { proveMistakes } from './prove-mistakes.ts';
import { proveOtherTranscripts, proveTranscripts } from './prove-transcripts.ts';
import { mistakesOf } from './service-removed.ts';

const seeds = [bookSeed, 'second-proof'] as const;
const otherValues = ': with other values';
/** Where one of these is broken, a state was not played. */
const unplayedFor: readonly ProofRule[] = ['edits-apply', 'states-come-up', 'grants-cover-states'];

/** Proves a lab; a lab that breaks a rule is a proof with problems, not an error. */
export function verifyLab(lab: Lab, tools: VerifyTools, signal: AbortSignal): Promise<LabProof> {
  return trace({ lab: lab.id, what: 'proof' }, undefined, async (spans) => ({
    ...(await prove(lab, tools, signal)),
    spans: spans(),
  }));
}

async function prove(lab: Lab, tools: VerifyTools, signal: AbortSignal): Promise<LabProof> {
  const began = tools.elapsedMs();
  const record = new ProofRecord();
  const played = [await play(seeds[0], proveStates, { lab, tools, record, signal })];
  if (hasOtherValues(lab))
    played.push(await play(seeds[1], proveOtherValues, { lab, tools, record, signal }));
  const { accepts } = lab.manifest.states;
  const ends = (kind: string, names: object) =>
    Object.keys(names).map((name) => ({ name, ok: record.isClean(`${kind}.${name}`) }));
  return {
    id: lab.id,
    ok: record.problems.length === 0,
    seat: played.at(-1)?.seat ?? 'none',
    network: played.every(({ isCut }) => isCut) ? 'cut' : 'open',
    start: record.isClean('start'),
    solution: record.isClean('solution'),
    accepts: ends('accepts', accepts),
    mistakes: ends('mistakes', mistakesOf(lab.manifest)),
    reset: record.keeps('reset-leaves-nothing'),
    transcripts: { checked: tools.transcripts.length, ok: record.keeps('transcripts-are-true') },
    skipped: record.tally.skipped,
    problems: record.problems,
    durationMs: Math.round(tools.elapsedMs() - began),
  };
}

/** Proves on a stage with the values of a seed, and takes it away. Resolves with the kind of its seat. */
async function play(
  seed: string,
  playStates: (run: ProofRun) => Promise<void>,
  given: Omit<ProofRun, 'vars' | 'stage'>,
): Promise<{ readonly seat: string; readonly isCut: boolean }> {
  const { lab, tools, signal } = given;
  const vars = makeVars(lab.manifest.vars, lab.id, seed);
  await using stage = await span('seat', () => tools.openStage(lab, vars, seed, signal));
  const { seat } = stage.spec;
  try {
    await using cut = await seat.cutEgress?.(signal);
    await playStates({ ...given, vars, stage });
    return { seat: seat.kind, isCut: cut !== undefined };
  } finally {
    await clearStage(stage);
  }
}

async function proveStates(run: ProofRun): Promise<void> {
  const { stage, record } = run;
  const { manifest } = run.lab;
  const before = await takeInventory(stage.workbench, stage.spec.project);
  if (await proveStart(run)) await proveTranscripts(run, 'start');
  const solution = await proveSolution(run);
  const isFaked = record.isClean('solution') && fakedServices(manifest).length > 0;
  const solved = isFaked ? await stage.observe({ full: true }, run.signal) : undefined;
  if (solution.cameUp) await proveTranscripts(run, 'solution');
  for (const name of Object.keys(manifest.states.accepts))
    if (await proveAccepted(run, name)) await proveTranscripts(run, name);
  await proveMistakes(run, solution.unjudged);
  if (solved) await proveFaked(run, solved);
  await proveOtherTranscripts(run);
  await proveScenes(run);
  if (!hasOtherValues(run.lab)) await proveReset(run, 'reset');
  await proveNothingLeft(run, 'reset', before);
  // Where a state could not be played, nobody knows what it would have made fail.
  if (!unplayedFor.every((rule) => record.keeps(rule))) return;
  const ids = [...Object.keys(manifest.guards), ...Object.keys(manifest.checks)];
  record.add(judgeCoverage(record.tally.neverFailed(ids)));
  record.add(record.grants.unused(manifest.grants));
}

/** Other values are drawn for each run of a lab that has any. */
const hasOtherValues = ({ manifest }: Lab) => Object.keys(manifest.vars).length > 0;

/**
 * With other values the two ends are enough, where they held with the first; and a start that comes after the solution is
 * a reset, so that it proves both.
 */
async function proveOtherValues(run: ProofRun): Promise<void> {
  const before = await takeInventory(run.stage.workbench, run.stage.spec.project);
  if (run.record.isClean('solution')) await proveSolution(run, `solution${otherValues}`);
  await proveReset(run, `reset${otherValues}`);
  await proveNothingLeft(run, `reset${otherValues}`, before);
}

/** Scenes that no transcript shows are not brought up, but what they ask for is asked for too. */
async function proveScenes(run: ProofRun): Promise<void> {
  const { lab, stage, tools, record, signal } = run;
  const shown = new Set(tools.transcripts.map(({ transcript }) => transcript.at));
  for (const name of Object.keys(lab.manifest.states.scenes).filter((scene) => !shown.has(scene))) {
    const where = `scenes.${name}`;
    const files = await readFiles(run, where, name);
    if (!files) continue;
    await stage.lay(files);
    const failure = await failureOf(stage.passGate(signal));
    record.grants.add(stage);
    const refusal = judgeRefusal(where, failure);
    if (refusal) record.add([refusal]);
  }
}

const resetRule: ProofRule = 'reset-leaves-nothing';

/** A reset brings the start back. A start that was wrong to begin with says nothing of what came after it. */
async function proveReset(run: ProofRun, where: string): Promise<void> {
  const { record } = run;
  if (!record.isClean('start')) return;
  const results = await proveComesUp(run, where, 'start', (seen) => judgeStart(seen).length === 0);
  if (results) record.add(judgeStart(results, where).map((each) => ({ ...each, rule: resetRule })));
}

/** What is taken down at last leaves no more than was there `before`. */
async function proveNothingLeft(run: ProofRun, where: string, before: ReadonlySet<string>): Promise<void> {
  const { stage, record, signal } = run;
  await stage.down({ volumes: true });
  const left = await settleLeftovers(stage.workbench, stage.spec.project, before, signal);
  if (left.length > 0)
    record.add([{ rule: resetRule, where, message: `Still there after a reset: ${left.join(', ')}.` }]);
}
