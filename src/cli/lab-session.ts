/**
 * The loop of a lab for the command line: through the server that runs for the home, or in this process
 * where none does. Both do the same to the same store, workspace and containers.
 */

import { DrydockError } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import type { RunKey } from '../lab/ports/store.ts';
import type { RecordedReport } from '../lab/wire/checks.ts';
import type { Attested } from '../lab/wire/evidence.ts';
import type { FileContent } from '../lab/wire/files.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import type { ProgressView } from '../lab/wire/reading.ts';
import type { AskWhy, Refusal } from '../lab/wire/refusal.ts';
import type { Spans } from '../lab/wire/spans.ts';
import type { TerminalSession } from '../runner/lab-runner.ts';
import { findHome } from '../seats/home.ts';
import { followJob, type Performed } from './follow-job.ts';
import { findServer, type HomeClient } from './home-client.ts';
import type { HomeOptions } from './open-seats.ts';
import type { AskedShell } from './server-shell.ts';

export interface LabSession extends AsyncDisposable {
  /** Does the work and waits for its end; rejects with its error. */
  perform(lab: LabId, kind: JobKind, onProgress: OnProgress): Promise<Performed>;
  check(lab: LabId): Promise<RecordedReport>;
  /** What an attempt was judged from. */
  readObservation(lab: LabId, attempt: string): Promise<Observation>;
  /** Evidence of the newest attempt, signed by this home. */
  attest(lab: LabId, attempt: string): Promise<Attested>;
  /** Who refuses a program in a service of a lab that runs. */
  why(lab: LabId, asked: AskWhy): Promise<Refusal>;
  progress(): Promise<ProgressView>;
  /** A file of the lab's workspace as it is now. */
  readFile(lab: LabId, path: string): Promise<FileContent>;
  /** Attaches to a shell beside the lab's containers, or starts it. */
  openShell(asked: AskedShell): Promise<TerminalSession>;
}

export async function openLabSession(options: HomeOptions, signal: AbortSignal): Promise<LabSession> {
  const server = await findServer(findHome(process.env, options.home).home);
  if (server && options.workspace !== undefined)
    throw new DrydockError('bad-usage', {
      message: `The server at ${server.url} has this home, and it decides where files of labs are.`,
      fix: 'Leave --workspace out, or stop the server first.',
    });
  return server ? throughServer(server) : inThisProcess(options, signal);
}

async function inThisProcess(options: HomeOptions, signal: AbortSignal): Promise<LabSession> {
  const { openHome } = await import('./open-home.ts');
  const opened = await openHome(options, 'drydock lab');
  const { person, party } = opened.store.localPerson();
  const key = (lab: LabId): RunKey => ({ lab, party: party.id, context: 'self' });
  const { runner } = opened;
  return {
    async perform(lab, kind, onProgress) {
      let spans: Spans = {};
      using __ = opened.onTrace((trace) => {
        spans = trace.spans;
      });
      using _ = opened.seats.onHealth(({ steps }) => steps.forEach(onProgress));
      const job = await runner.begin(key(lab), kind);
      await runner.finish(job.id, onProgress, signal).catch(async (error: unknown) => {
        if (signal.aborted) await runner.cancel(party.id, job.id).catch(() => undefined);
        throw error;
      });
      return { status: await runner.status(key(lab)), spans };
    },
    check: (lab) => runner.check(key(lab), person.id, signal),
    readObservation: (lab, attempt) => runner.readObservation(key(lab), attempt),
    attest: (lab, attempt) => runner.attest(key(lab), attempt),
    why: (lab, asked) => runner.why(key(lab), asked, signal),
    progress: async () => runner.progress(person.id, party.id),
    readFile: (lab, path) => runner.files.read(key(lab), path),
    openShell: ({ lab, name, size }) => runner.openTerminal(key(lab), name, size, signal),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function throughServer(server: HomeClient): LabSession {
  return {
    async perform(lab, kind, onProgress) {
      const { job } = await server.call(kind, { lab });
      const performed = await followJob(server.events(lab), job.id, onProgress);
      if (performed) return performed;
      throw new DrydockError('internal', {
        message: `The server stopped reporting on ${lab} before the job was done.`,
      });
    },
    check: (lab) => server.call('check', { lab }),
    readObservation: (lab, id) => server.call('readObservation', { lab, id }),
    attest: (lab, id) => server.call('attest', { lab, id }),
    why: (lab, body) => server.call('why', { lab, body }),
    progress: () => server.call('progress'),
    readFile: (lab, path) => server.call('readFile', { lab, path }),
    openShell: (asked) => server.openShell(asked),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
