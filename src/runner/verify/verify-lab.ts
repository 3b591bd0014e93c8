/** The proof of a lab, on a real engine: every state is brought up and judged as a learner's would be. */

import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Mistake, State } from '../../lab/manifest/manifest.ts';
import { bookSeed, makeVars, type Vars } from '../../lab/manifest/vars.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import { fillProbe } from '../../lab/probes/active-probe.ts';
import type { PlacedTranscript } from '../../lab/transcripts/chapter-transcripts.ts';
import type { Lab } from '../library/lab-library.ts';
import { readLabState, readState, type StateFiles } from '../library/lab-state.ts';
import { runSteps, stepsOf } from '../stage/state-steps.ts';
import { clearStage } from './clear-stage.ts';
import { fakedServices, fakeService, judgeFaked } from './faked.ts';
import { settleLeftovers, takeInventory } from './inventory.ts';
import {
  judgeCoverage,
  judgeMistake,
  judgeRight,
  judgeStart,
  judgeStop,
  judgeTelling,
} from './judge-state.ts';
import type { LabProof, ProofProblem, ProofRule } from './proof.ts';
import type { ProofStage } from './proof-stage.ts';
import { GrantTally, judgeRefusal, proveRefused } from './prove-grants.ts';
import { findLie, runTranscript } from './run-transcript.ts';
import { mistakesOf, serviceRemoved } from './service-removed.ts';
import { settle } from './settle.ts';
import { Tally } from './tally.ts';

export interface VerifyTools {
  /** A stage with an empty workspace in a seat that the lab's needs are met by; the caller removes what it leaves. */
  openStage(lab: Lab, vars: Vars, seed: string, signal: AbortSignal): Promise<ProofStage>;
  /** Transcripts that run in this lab, with the file of each for messages. */
  readonly transcripts: readonly (PlacedTranscript & { readonly file: string })[];
  readonly elapsedMs: () => number;
  /** How long a state is looked at before it is said not to be as it should. */
  readonly deadlineMs?: number;
  readonly onState?: (lab: LabId, state: string) => void;
}

const seeds = [bookSeed, 'second-proof'] as const;
/** Where one of these is broken, a state was not played. */
const unplayedFor: ReadonlySet<ProofRule> = new Set(['edits-apply', 'states-come-up', 'grants-cover-states']);
const otherValues = ': with other values';
/** A guard that fails because its service has not come up yet proves nothing: it has to go on failing. */
const guardFailsForMs = 1_000;
/** A fake answers at once. */
const fakeWithinMs = 3_000;

/** Proves a lab; a lab that breaks a rule is a proof with problems, not an error. */
export async function verifyLab(lab: Lab, tools: VerifyTools, signal: AbortSignal): Promise<LabProof> {
  const began = tools.elapsedMs();
  const proof = new Proof(lab, tools, signal);
  const [first, second] = seeds;
  await proof.withStage(first, (vars) => proof.proveStates(vars));
  if (Object.keys(lab.manifest.vars).length > 0)
    await proof.withStage(second, (vars) => proof.proveEnds(vars));
  return proof.result(tools.elapsedMs() - began);
}

class Proof {
  readonly #lab: Lab;
  readonly #tools: VerifyTools;
  readonly #signal: AbortSignal;
  readonly #problems: ProofProblem[] = [];
  readonly #tally = new Tally();
  readonly #grants = new GrantTally();
  /** Ids that even the solution leaves unjudged here. */
  #unjudged: ReadonlySet<string> = new Set();
  /** States whose transcripts were run when the state was up anyway. */
  readonly #told = new Set<string>();
  /** What was seen of the solution, where it held. */
  #solved: Observation | undefined;
  #seat = '';
  #network: LabProof['network'] = 'cut';
  #stage: ProofStage | undefined;

  constructor(lab: Lab, tools: VerifyTools, signal: AbortSignal) {
    this.#lab = lab;
    this.#tools = tools;
    this.#signal = signal;
  }

  async withStage(seed: string, prove: (vars: Vars) => Promise<void>): Promise<void> {
    const vars = makeVars(this.#lab.manifest.vars, this.#lab.id, seed);
    await using stage = await this.#tools.openStage(this.#lab, vars, seed, this.#signal);
    this.#stage = stage;
    const { seat } = stage.spec;
    this.#seat = seat.kind;
    try {
      await using cut = await seat.cutEgress?.(this.#signal);
      if (!cut) this.#network = 'open';
      await prove(vars);
    } finally {
      await clearStage(stage);
    }
  }

  async proveStates(vars: Vars): Promise<void> {
    const { manifest } = this.#lab;
    const stage = this.#open();
    const before = await takeInventory(stage.workbench, stage.spec.project);
    await this.#proveStart(vars);
    await this.#proveRight('solution', vars, 'solution');
    for (const name of Object.keys(manifest.states.accepts))
      await this.#proveRight(name, vars, `accepts.${name}`);
    for (const [name, mistake] of Object.entries(mistakesOf(manifest))) {
      if (mistake.refused !== undefined) {
        await this.#proveRefused(name, mistake, vars);
        continue;
      }
      if (mistake.stops !== undefined) {
        await this.#proveStops(`mistakes.${name}`, mistake, mistake.stops, vars);
        continue;
      }
      const judge = (seen: readonly CheckResult[]) => judgeMistake(name, mistake, seen, this.#unjudged);
      const guarded = Object.keys(mistake.fails).some((id) => manifest.guards[id]);
      const holdMs = guarded && name !== serviceRemoved ? guardFailsForMs : 0;
      const wanted = (seen: readonly CheckResult[]) => judge(seen).length === 0;
      const results = await this.#play(`mistakes.${name}`, mistake, vars, wanted, holdMs);
      if (results) this.#problems.push(...judge(results));
    }
    await this.#proveFaked(vars);
    await this.#proveOtherTranscripts(vars);
    await this.#proveScenes(vars);
    await this.#proveReset(vars, before);
    // Where a state could not be played, nobody knows what it would have made fail.
    const unplayed = this.#problems.some(({ rule }) => unplayedFor.has(rule));
    const ids = [...Object.keys(manifest.guards), ...Object.keys(manifest.checks)];
    if (unplayed) return;
    this.#problems.push(...judgeCoverage(this.#tally.neverFailed(ids)));
    this.#problems.push(...this.#grants.unused(manifest.grants));
  }

  /** With other values: the two ends are enough, where they held with the first. */
  async proveEnds(vars: Vars): Promise<void> {
    if (this.#isClean('start')) await this.#proveStart(vars, `start${otherValues}`);
    if (this.#isClean('solution')) await this.#proveRight('solution', vars, `solution${otherValues}`);
  }

  result(durationMs: number): LabProof {
    const { manifest, id } = this.#lab;
    const clean = (state: string) => this.#isClean(state);
    const of = (rule: ProofRule) => !this.#problems.some((problem) => problem.rule === rule);
    return {
      id,
      ok: this.#problems.length === 0,
      seat: this.#seat,
      network: this.#network,
      start: clean('start'),
      solution: clean('solution'),
      accepts: Object.keys(manifest.states.accepts).map((name) => ({ name, ok: clean(`accepts.${name}`) })),
      mistakes: Object.keys(mistakesOf(manifest)).map((name) => ({ name, ok: clean(`mistakes.${name}`) })),
      reset: of('reset-leaves-nothing'),
      transcripts: { checked: this.#tools.transcripts.length, ok: of('transcripts-are-true') },
      skipped: this.#tally.skipped,
      problems: this.#problems,
      durationMs: Math.round(durationMs),
    };
  }

  #isClean(state: string): boolean {
    return !this.#problems.some(({ where }) => where === state || where.startsWith(`${state}:`));
  }

  async #proveStart(vars: Vars, where = 'start'): Promise<void> {
    const results = await this.#play(where, 'start', vars, (seen) => judgeStart(seen).length === 0);
    if (results) this.#problems.push(...judgeStart(results, where));
    if (where === 'start') await this.#proveTranscripts(vars, 'start', results !== undefined);
  }

  async #proveRight(name: string, vars: Vars, where: string): Promise<void> {
    const played = await this.#judgeRight(name, vars, where);
    if (!where.endsWith(otherValues)) await this.#proveTranscripts(vars, name, played);
  }

  /** Whether the state came up. */
  async #judgeRight(name: string, vars: Vars, where: string): Promise<boolean> {
    const results = await this.#play(where, name, vars, (seen) => judgeRight(seen, where).length === 0);
    if (!results) return false;
    if (name === 'solution')
      this.#unjudged = new Set(results.flatMap(({ id, status }) => (status === 'skip' ? [id] : [])));
    this.#problems.push(...judgeRight(results, where));
    if (judgeRight(results, where).length > 0 || name !== 'solution') return true;
    // With the same patience: a look on a busy machine may take longer than a probe waits.
    const again = await this.#settle((seen) => judgeRight(seen, where).length === 0);
    this.#problems.push(...judgeRight(again, `${where}: a second time`));
    if (where === 'solution' && this.#isClean(where) && fakedServices(this.#lab.manifest).length > 0)
      this.#solved = await this.#open().observe({ full: true }, this.#signal);
    return true;
  }

  /** Brings a state up and looks until it is as wanted; undefined where it could not be brought up at all. */
  async #play(
    where: string,
    state: string | State,
    vars: Vars,
    wanted: (results: readonly CheckResult[]) => boolean,
    holdMs = 0,
  ): Promise<readonly CheckResult[] | undefined> {
    this.#tools.onState?.(this.#lab.id, where);
    const files = await this.#files(where, state, vars);
    if (!files) return undefined;
    const stage = this.#open();
    await stage.down({ volumes: true });
    await stage.lay(files);
    const steps = typeof state === 'string' ? stepsOf(this.#lab.manifest, state) : state.run;
    const failure = await stage
      .up(this.#signal)
      .then(() => runSteps(stage.workbench, steps, vars, this.#signal))
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    this.#grants.add(stage);
    const refusal = judgeRefusal(where, failure);
    if (refusal) {
      this.#problems.push(refusal);
      return undefined;
    }
    if (failure !== undefined && !this.#isTolerable(where, failure)) {
      const { message, output } = reportError(failure);
      this.#problems.push({
        rule: 'states-come-up',
        where,
        message: [message, output].filter(Boolean).join('\n'),
      });
      return undefined;
    }
    const results = await this.#settle(wanted, holdMs);
    this.#tally.add(results, { wrong: where === 'start' || where.startsWith('mistakes.') });
    const { guards, checks } = this.#lab.manifest;
    const services = [...Object.values(guards), ...Object.values(checks)].flatMap(
      ({ service }) => service || [],
    );
    const untold = judgeTelling(results, services).filter(
      ({ rule, where: id }) => !this.#problems.some((known) => known.rule === rule && known.where === id),
    );
    this.#problems.push(...untold);
    return results;
  }

  /** Looks at what is up until it is as wanted. */
  #settle(wanted: (results: readonly CheckResult[]) => boolean, holdMs = 0): Promise<readonly CheckResult[]> {
    const { deadlineMs } = this.#tools;
    return settle(this.#open(), wanted, this.#signal, {
      holdMs,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
  }

  /** Puts a fake in the place of each service that is asked something by a guard. */
  async #proveFaked(vars: Vars): Promise<void> {
    const { manifest } = this.#lab;
    const solved = this.#solved;
    if (!solved) return;
    for (const service of fakedServices(manifest)) {
      const where = `faked.${service}`;
      const files = await this.#files(where, 'solution', vars);
      if (!files) return;
      this.#tools.onState?.(this.#lab.id, where);
      const stage = this.#open();
      const probes = manifest.probes.map((probe) => fillProbe(probe, vars));
      await stage.down({ volumes: true });
      await stage.lay(fakeService(files, service, probes, solved));
      // One that the gate, the engine or another service does not let up deceives nobody.
      const isUp = await stage.up(this.#signal).then(
        () => true,
        () => false,
      );
      this.#signal.throwIfAborted();
      if (!isUp) continue;
      const judge = (seen: readonly CheckResult[]) => judgeFaked(service, manifest, seen);
      const deadlineMs = Math.min(this.#tools.deadlineMs ?? fakeWithinMs, fakeWithinMs);
      const results = await settle(stage, (seen) => judge(seen).length > 0, this.#signal, { deadlineMs });
      this.#problems.push(...judge(results));
    }
  }

  async #proveRefused(name: string, mistake: Mistake, vars: Vars): Promise<void> {
    const where = `mistakes.${name}`;
    this.#tools.onState?.(this.#lab.id, where);
    const files = await this.#files(where, mistake, vars);
    if (!files) return;
    await this.#open().lay(files);
    this.#problems.push(...(await proveRefused(this.#open(), where, mistake, this.#signal)));
  }

  /** The Engine has to refuse to start it, in the words that are quoted. */
  async #proveStops(where: string, mistake: Mistake, words: string, vars: Vars): Promise<void> {
    this.#tools.onState?.(this.#lab.id, where);
    const files = await this.#files(where, mistake, vars);
    if (!files) return;
    const stage = this.#open();
    await stage.down({ volumes: true });
    await stage.lay(files);
    const failure = await stage.up(this.#signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    this.#grants.add(stage);
    this.#signal.throwIfAborted();
    const problem = judgeRefusal(where, failure) ?? judgeStop(where, words, failure);
    if (problem) this.#problems.push(problem);
  }

  /** Scenes that no transcript shows are not brought up, but what they ask for is asked for too. */
  async #proveScenes(vars: Vars): Promise<void> {
    const shown = new Set(this.#tools.transcripts.map(({ transcript }) => transcript.at));
    for (const name of Object.keys(this.#lab.manifest.states.scenes).filter((scene) => !shown.has(scene))) {
      const where = `scenes.${name}`;
      const files = await this.#files(where, name, vars);
      if (!files) continue;
      await this.#open().lay(files);
      const failure = await this.#open()
        .passGate(this.#signal)
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      this.#grants.add(this.#open());
      const refusal = judgeRefusal(where, failure);
      if (refusal) this.#problems.push(refusal);
    }
  }

  /** A mistake may well be one that does not stay up: then its guards say so. */
  #isTolerable(where: string, failure: unknown): boolean {
    if (!(failure instanceof DrydockError) || !where.startsWith('mistakes.')) return false;
    if (failure.code === 'service-exited') return true;
    return where === `mistakes.${serviceRemoved}` && ['bad-compose', 'engine-failed'].includes(failure.code);
  }

  async #files(where: string, state: string | State, vars: Vars): Promise<StateFiles | undefined> {
    try {
      return typeof state === 'string'
        ? await readLabState(this.#lab, state, vars)
        : await readState(this.#lab, state, vars);
    } catch (error) {
      this.#problems.push({ rule: 'edits-apply', where, message: reportError(error).message });
      return undefined;
    }
  }

  /** Those of states that nothing else had a reason to bring up: scenes, and mistakes. */
  async #proveOtherTranscripts(vars: Vars): Promise<void> {
    const states = new Set(this.#tools.transcripts.map(({ transcript }) => transcript.at));
    for (const state of [...states].filter((each) => !this.#told.has(each))) {
      const results = await this.#play(`transcripts at ${state}`, state, vars, (seen) =>
        seen.every(({ guard, status }) => !guard || status === 'pass'),
      );
      await this.#proveTranscripts(vars, state, results !== undefined);
    }
  }

  /** Runs the transcripts of the state that is up; of one that did not come up there is nothing to tell. */
  async #proveTranscripts(vars: Vars, state: string, isUp: boolean): Promise<void> {
    this.#told.add(state);
    const placed = this.#tools.transcripts.filter(({ transcript }) => isUp && transcript.at === state);
    for (const { transcript, file, from } of placed) {
      const printed = await runTranscript(this.#open().workbench, transcript, vars, this.#signal);
      const lie = findLie(transcript, printed);
      if (lie !== undefined)
        this.#problems.push({ rule: 'transcripts-are-true', where: `${file}:${from}`, message: lie });
    }
  }

  async #proveReset(vars: Vars, before: ReadonlySet<string>): Promise<void> {
    // A start that was wrong to begin with says nothing of what came after it.
    const results = this.#isClean('start')
      ? await this.#play('reset', 'start', vars, (seen) => judgeStart(seen).length === 0)
      : undefined;
    if (results)
      this.#problems.push(
        ...judgeStart(results, 'reset').map((each) => ({ ...each, rule: 'reset-leaves-nothing' as const })),
      );
    const { workbench, spec } = this.#open();
    await this.#open().down({ volumes: true });
    const left = await settleLeftovers(workbench, spec.project, before, this.#signal);
    if (left.length > 0)
      this.#problems.push({
        rule: 'reset-leaves-nothing',
        where: 'reset',
        message: `Still there after a reset: ${left.join(', ')}.`,
      });
  }

  #open(): ProofStage {
    if (!this.#stage) throw new DrydockError('internal', { message: 'The proof has no stage.' });
    return this.#stage;
  }
}
