/** The engine that rows run on, a runner of labs there, and a shell in which somebody types. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabId } from '../../src/lab/lab-id.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import type { Trace } from '../../src/runner/trace.ts';
import { findHostDocker } from '../contract/machine.ts';
import { makeRunnerOnEngine, type RunnerOnEngine } from '../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { NotHere } from './row.ts';

export async function findEngine() {
  const found = await findHostDocker();
  if (found.state !== 'reachable') throw new NotHere('there is no Docker Engine, and none of ours can run');
  return found;
}

/** As a table names it. */
export async function engineWords(): Promise<string> {
  const found = await findHostDocker();
  return found.state === 'reachable' ? `Docker Engine ${found.info.version}` : 'no Docker Engine';
}

export interface AtWork extends AsyncDisposable {
  readonly at: RunnerOnEngine;
  /** Where the learner's files of the lab are. */
  readonly workspaceDir: string;
  readonly hand: Hand;
  /** Of each piece of work so far, the milliseconds by name. */
  readonly spans: () => Readonly<Record<string, readonly number[]>>;
}

/** A lab that is started, and beside it the same files in a project that somebody works on by hand. */
export async function startLab(lab: LabId, labs = 'labs'): Promise<AtWork> {
  await findEngine();
  await using made = new AsyncDisposableStack();
  const spans: Record<string, number[]> = {};
  const onTrace = (trace: Trace) => {
    if (trace.what === 'start') return;
    for (const [name, ms] of Object.entries(trace.spans)) spans[name] = [...(spans[name] ?? []), ms];
  };
  const at = made.use(await makeRunnerOnEngine({ lab, labs, onTrace }));
  await at.perform('start');
  const workspaceDir = at.store.listRuns()[0]?.workspaceDir ?? '';
  const hand = made.use(await openHand(at.seat, workspaceDir));
  const all = made.move();
  return { at, workspaceDir, hand, spans: () => spans, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Somebody at a shell in a workbench of their own, on the same engine. */
export interface Hand extends AsyncDisposable {
  readonly dir: string;
  readonly project: string;
  /** Types a line; resolves once it has ended, rejects where it did not end with 0. */
  type(line: string): Promise<void>;
}

async function openHand(seat: Seat, files: string): Promise<Hand> {
  const folder = makeTemporaryFolder();
  const dir = join(folder.path, 'workspaces', 'hand');
  mkdirSync(dir, { recursive: true });
  cpSync(files, dir, { recursive: true });
  const project = `drydock-bench-hand-${process.pid}`;
  const bench = await seat.openWorkbench({ runId: project, project, workspaceDir: dir });
  const shell = await openShell(bench);
  return {
    dir,
    project,
    type: (line) => shell.type(line),
    async [Symbol.asyncDispose]() {
      await shell[Symbol.asyncDispose]();
      await seat.engine.removeLabelled({ 'com.docker.compose.project': project });
      await bench.remove();
      folder[Symbol.dispose]();
    },
  };
}

/** A shell that is open, so that what is typed costs no start of one. */
async function openShell(bench: Workbench): Promise<Pick<Hand, 'type'> & AsyncDisposable> {
  const process = await bench.exec({ argv: ['bash'], stdin: true });
  const output = process.output[Symbol.asyncIterator]();
  void (async () => {
    for await (const _ of process.errorOutput);
  })().catch(() => undefined);
  let printed = '';
  return {
    async type(line) {
      printed = '';
      await process.write(`${line} >/tmp/printed 2>&1; echo "ended $?"\n`);
      let ended: RegExpExecArray | null = null;
      while (ended === null) {
        const { value, done } = await output.next();
        if (done) throw new Error(`The shell ended at: ${line}`);
        printed += Buffer.from(value).toString();
        ended = /ended (\d+)\n/.exec(printed);
      }
      if (ended[1] === '0') return;
      const { stdout } = await bench.run(['tail', '-n', '20', '/tmp/printed']);
      throw new Error(`${line} ended with ${ended[1]}:\n${stdout}`);
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
