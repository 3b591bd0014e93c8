/** The proof of a lab, on a real engine: every state is brought up and judged as a learner's would be. */

import type { PlacedTranscript } from '../../lab/chapter-transcripts.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { State } from '../../lab/manifest.ts';
import type { CheckResult } from '../../lab/result.ts';
import { makeVars, type Vars } from '../../lab/vars.ts';
import type { Lab } from '../library/lab-library.ts';
import { readLabState, readState, type StateFiles } from '../library/lab-state.ts';
import type { Stage } from '../stage.ts';
import { findLeftovers, takeInventory } from './inventory.ts';
import { judgeCoverage, judgeMistake, judgeRight, judgeStart } from './judge-state.ts';
import type { LabProof, ProofProblem, ProofRule } from './proof.ts';
import { findLie, runTranscript } from './run-transcript.ts';
import { mistakesOf, serviceRemoved } from './service-removed.ts';
import { settle } from './settle.ts';

export interface VerifyTools {
  /** A stage with an empty workspace in a seat that the lab's needs are met by; the caller removes what it leaves. */
  openStage(lab: Lab, vars: Vars, seed: string, signal: AbortSignal): Promise<Stage>;
  /** Transcripts that run in this lab, with the file of each for messages. */
  readonly transcripts: readonly (PlacedTranscript & { readonly file: string })[];
  readonly elapsedMs: () => number;
  readonly onState?: (lab: string, state: string) => void;
}

const seeds = ['first-proof', 'second-proof'] as const;

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
  readonly #failedOnce = new Set<string>();
  readonly #skipped = new Map<string, string>();
  #seat = '';
  #stage: Stage | undefined;

  constructor(lab: Lab, tools: VerifyTools, signal: AbortSignal) {
    this.#lab = lab;
    this.#tools = tools;
    this.#signal = signal;
  }

  async withStage(seed: string, prove: (vars: Vars) => Promise<void>): Promise<void> {
    const vars = makeVars(this.#lab.manifest.vars, this.#lab.id, seed);
    await using stage = await this.#tools.openStage(this.#lab, vars, seed, this.#signal);
    this.#stage = stage;
    this.#seat = stage.spec.seat.kind;
    try {
      await prove(vars);
    } finally {
      await stage.down({ volumes: true });
      await stage.lay(new Map());
      await stage.workbench.remove();
    }
  }

  async proveStates(vars: Vars): Promise<void> {
    const { manifest } = this.#lab;
    const stage = this.#open();
    const before = await takeInventory(stage.workbench);
    await this.#proveStart(vars);
    await this.#proveRight('solution', vars, 'solution');
    for (const name of Object.keys(manifest.states.accepts))
      await this.#proveRight(name, vars, `accepts.${name}`);
    for (const [name, mistake] of Object.entries(mistakesOf(manifest))) {
      const results = await this.#play(
        `mistakes.${name}`,
        mistake,
        vars,
        (seen) => judgeMistake(name, mistake, seen).length === 0,
      );
      if (results) this.#problems.push(...judgeMistake(name, mistake, results));
    }
    await this.#proveTranscripts(vars);
    await this.#proveReset(vars, before);
    this.#problems.push(...judgeCoverage(this.#judgeable(), this.#failedOnce));
  }

  /** With other values: the two ends are enough. */
  async proveEnds(vars: Vars): Promise<void> {
    await this.#proveStart(vars);
    await this.#proveRight('solution', vars, 'solution');
  }

  result(durationMs: number): LabProof {
    const { manifest, id } = this.#lab;
    const clean = (prefix: string) =>
      !this.#problems.some(({ where }) => where === prefix || where.startsWith(`${prefix}:`));
    const of = (rule: ProofRule) => !this.#problems.some((problem) => problem.rule === rule);
    return {
      id,
      ok: this.#problems.length === 0,
      seat: this.#seat,
      start: clean('start'),
      solution: clean('solution'),
      accepts: Object.keys(manifest.states.accepts).map((name) => ({ name, ok: clean(`accepts.${name}`) })),
      mistakes: Object.keys(mistakesOf(manifest)).map((name) => ({ name, ok: clean(`mistakes.${name}`) })),
      reset: of('reset-leaves-nothing'),
      transcripts: { checked: this.#tools.transcripts.length, ok: of('transcripts-are-true') },
      skipped: [...this.#skipped].map(([check, reason]) => ({ check, reason })),
      problems: this.#problems,
      durationMs: Math.round(durationMs),
    };
  }

  async #proveStart(vars: Vars): Promise<void> {
    const results = await this.#play('start', 'start', vars, (seen) => judgeStart(seen).length === 0);
    if (results) this.#problems.push(...judgeStart(results));
  }

  async #proveRight(name: string, vars: Vars, where: string): Promise<void> {
    const results = await this.#play(where, name, vars, (seen) => judgeRight(seen, where).length === 0);
    if (!results) return;
    this.#problems.push(...judgeRight(results, where));
    if (judgeRight(results, where).length > 0 || name !== 'solution') return;
    const again = this.#open().judge(await this.#open().observe({ full: true }, this.#signal));
    this.#problems.push(...judgeRight(again, `${where}: a second time`));
  }

  /** Brings a state up and looks until it is as wanted; undefined where it could not be brought up at all. */
  async #play(
    where: string,
    state: string | State,
    vars: Vars,
    wanted: (results: readonly CheckResult[]) => boolean,
  ): Promise<readonly CheckResult[] | undefined> {
    this.#tools.onState?.(this.#lab.id, where);
    const files = await this.#files(where, state, vars);
    if (!files) return undefined;
    const stage = this.#open();
    await stage.down({ volumes: true });
    await stage.lay(files);
    const failure = await stage.up(this.#signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined && !this.#isTolerable(where, failure)) {
      const { message, output } = reportError(failure);
      this.#problems.push({
        rule: 'states-come-up',
        where,
        message: [message, output].filter(Boolean).join('\n'),
      });
      return undefined;
    }
    const results = await settle(stage, wanted, this.#signal);
    this.#remember(where, results);
    return results;
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

  #remember(where: string, results: readonly CheckResult[]): void {
    for (const result of results) {
      if (result.status === 'fail' && (where === 'start' || where.startsWith('mistakes.')))
        this.#failedOnce.add(result.id);
      if (result.status === 'skip') this.#skipped.set(result.id, result.message);
    }
  }

  async #proveTranscripts(vars: Vars): Promise<void> {
    const byState = Map.groupBy(this.#tools.transcripts, ({ transcript }) => transcript.at);
    for (const [state, placed] of byState) {
      const played = await this.#play(`transcripts at ${state}`, state, vars, (seen) =>
        seen.every(({ guard, status }) => !guard || status === 'pass'),
      );
      if (!played) continue;
      for (const { transcript, file, from } of placed) {
        const lie = findLie(
          transcript,
          await runTranscript(this.#open().workbench, transcript, vars, this.#signal),
        );
        if (lie !== undefined)
          this.#problems.push({ rule: 'transcripts-are-true', where: `${file}:${from}`, message: lie });
      }
    }
  }

  async #proveReset(vars: Vars, before: ReadonlySet<string>): Promise<void> {
    const results = await this.#play('reset', 'start', vars, (seen) => judgeStart(seen).length === 0);
    if (results)
      this.#problems.push(
        ...judgeStart(results, 'reset').map((each) => ({ ...each, rule: 'reset-leaves-nothing' as const })),
      );
    await this.#open().down({ volumes: true });
    const left = await findLeftovers(this.#open().workbench, before);
    if (left.length > 0)
      this.#problems.push({
        rule: 'reset-leaves-nothing',
        where: 'reset',
        message: `Still there after a reset: ${left.join(', ')}.`,
      });
  }

  /** A check that this machine can never judge cannot be made to fail here. */
  #judgeable(): readonly string[] {
    const { guards, checks } = this.#lab.manifest;
    return [...Object.keys(guards), ...Object.keys(checks)].filter((id) => !this.#skipped.has(id));
  }

  #open(): Stage {
    if (!this.#stage) throw new DrydockError('internal', { message: 'The proof has no stage.' });
    return this.#stage;
  }
}
