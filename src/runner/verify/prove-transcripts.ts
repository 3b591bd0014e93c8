/** What chapters show of a lab's states is what is printed there. */
import type { ProofRun } from './proof-run.ts';
import { proveComesUp, type Wanted } from './prove-comes-up.ts';
import { findLie, runTranscript } from './run-transcript.ts';

/**
 * How long a state that only transcripts show gets until its guards hold. In many a scene one of them never does, since a
 * scene shows what goes wrong; what has come up by then is what the chapter shows.
 */
const sceneWithinMs = 10_000;

/** Runs the transcripts of the state that is up. */
export async function proveTranscripts(run: ProofRun, state: string): Promise<void> {
  const { stage, tools, vars, record, signal } = run;
  for (const { transcript, file, from } of tools.transcripts.filter((each) => each.transcript.at === state)) {
    const lie = findLie(transcript, await runTranscript(stage.workbench, transcript, vars, signal));
    if (lie !== undefined)
      record.add([{ rule: 'transcripts-are-true', where: `${file}:${from}`, message: lie }]);
  }
}

/** Those of states that nothing else had a reason to bring up whole: scenes, and mistakes. */
export async function proveOtherTranscripts(run: ProofRun): Promise<void> {
  const told = new Set(['start', 'solution', ...Object.keys(run.lab.manifest.states.accepts)]);
  const states = new Set(run.tools.transcripts.map(({ transcript }) => transcript.at));
  for (const state of [...states].filter((each) => !told.has(each))) {
    const guardsHold: Wanted = (seen) => seen.every(({ guard, status }) => !guard || status === 'pass');
    const patience = { withinMs: sceneWithinMs };
    const results = await proveComesUp(run, `transcripts at ${state}`, state, guardsHold, patience);
    if (results) await proveTranscripts(run, state);
  }
}
