/** Shows steps as they come: lines that change on a terminal, plain lines elsewhere. */
import { type DefaultRenderer, Listr, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import { stepDetail } from '../lab/general/units.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import { plainLine, tell } from './plain-text.ts';

/** `image workbench: unpacking, 120 MB of 480 MB`. */
export function describeStep(step: ProgressEvent): string {
  const more = stepDetail(step);
  return more ? `${step.title}: ${more}` : step.title;
}

/** Plain lines: one when a step begins and one when it ends, none for the steps between. */
export function makeLineProgress(write: (line: string) => void): OnProgress {
  const told = new Map<string, ProgressEvent['status']>();
  return (event) => {
    if (told.get(event.step) === event.status) return;
    told.set(event.step, event.status);
    const sign = { waiting: undefined, running: '…', done: '✓', failed: '✗', skipped: '–' }[event.status];
    if (sign)
      write(plainLine(`${sign} ${describeStep(event)}${event.error ? `: ${event.error.message}` : ''}`));
  };
}

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** Runs named pieces of work side by side, each with its own steps under its title. */
export async function showWork(
  works: Readonly<Record<string, (onProgress: OnProgress) => Promise<void>>>,
): Promise<void> {
  const out = process.stderr;
  if (!out.isTTY) {
    const onProgress = makeLineProgress(tell);
    await Promise.all(Object.values(works).map((work) => work(onProgress)));
    return;
  }
  const run = (work: (onProgress: OnProgress) => Promise<void>) => (_: unknown, task: Task) =>
    work((event) => {
      if (event.status === 'running') task.output = plainLine(describeStep(event));
    });
  const tasks = Object.entries(works).map(([title, work]) => ({ title, task: run(work) }));
  await new Listr(tasks, { concurrent: true, exitOnError: true }).run();
}
