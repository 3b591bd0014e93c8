/** Every mistake of a lab is caught: by the checks that it names, by the gate, or by the Engine. */
import type { CheckResult } from '../../lab/checks/result.ts';
import type { Mistake } from '../../lab/manifest/manifest.ts';
import { failureOf } from './failure-of.ts';
import { judgeMistake, judgeStop } from './judge-state.ts';
import type { ProofRun } from './proof-run.ts';
import { layAnew, proveComesUp, readFiles } from './prove-comes-up.ts';
import { judgeRefusal, proveRefused } from './prove-grants.ts';
import { mistakesOf, serviceRemoved } from './service-removed.ts';

/** A guard that fails because its service has not come up yet proves nothing: it has to go on failing. */
const guardFailsForMs = 1_000;

/** @param unjudged ids of checks that even the solution leaves unjudged on this machine */
export async function proveMistakes(run: ProofRun, unjudged: ReadonlySet<string>): Promise<void> {
  for (const [name, mistake] of Object.entries(mistakesOf(run.lab.manifest))) {
    const where = `mistakes.${name}`;
    if (mistake.refused !== undefined) await proveRefusal(run, where, mistake);
    else if (mistake.stops !== undefined) await proveStop(run, where, mistake, mistake.stops);
    else await proveCaught(run, name, mistake, unjudged);
  }
}

async function proveCaught(
  run: ProofRun,
  name: string,
  mistake: Mistake,
  unjudged: ReadonlySet<string>,
): Promise<void> {
  const judge = (seen: readonly CheckResult[]) => judgeMistake(name, mistake, seen, unjudged);
  const guarded = Object.keys(mistake.fails).some((id) => run.lab.manifest.guards[id]);
  const holdMs = guarded && name !== serviceRemoved ? guardFailsForMs : 0;
  const wanted = (seen: readonly CheckResult[]) => judge(seen).length === 0;
  const results = await proveComesUp(run, `mistakes.${name}`, mistake, wanted, { holdMs });
  if (results) run.record.add(judge(results));
}

/** The gate has to refuse it, in the words that are quoted. */
async function proveRefusal(run: ProofRun, where: string, mistake: Mistake): Promise<void> {
  const { lab, stage, tools, record, signal } = run;
  tools.onState?.(lab.id, where);
  const files = await readFiles(run, where, mistake);
  if (!files) return;
  await stage.lay(files);
  record.add(await proveRefused(stage, where, mistake, signal));
}

/** The Engine has to refuse to start it, in the words that are quoted. */
async function proveStop(run: ProofRun, where: string, mistake: Mistake, words: string): Promise<void> {
  const { stage, record, signal } = run;
  if (!(await layAnew(run, where, mistake))) return;
  const failure = await failureOf(stage.up(signal));
  record.grants.add(stage);
  signal.throwIfAborted();
  const problem = judgeRefusal(where, failure) ?? judgeStop(where, words, failure);
  if (problem) record.add([problem]);
}
