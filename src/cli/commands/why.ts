import { parseLabId } from '../../lab/lab-id.ts';
import type { Refusal } from '../../lab/wire/refusal.ts';
import { makeCopies } from '../../seats/copies.ts';
import { findHome, readHomeId } from '../../seats/home.ts';
import { askWhy } from '../../why/ask-why.ts';
import { tellRefusal } from '../../why/tell-refusal.ts';
import { openLabSession } from '../lab-session.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProjectEngine } from '../project-engine.ts';
import { makeLineProgress } from '../show-progress.ts';

interface Asked {
  /** A compose project on the engine of this machine, or a lab by its id: `capabilities/drop-all`. */
  readonly target: string;
  readonly service: string;
  readonly argv: readonly string[];
}

/** Who refuses a program in a service: of a compose project of the reader's own, or of a lab that runs, in its seat. */
export async function whyRefused(
  asked: Asked,
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const refusal = await (asked.target.includes('/') ? askOfLab : askOfProject)(asked, options, signal);
  const { refusers, orElse, unavailable } = refusal;
  const ids = (list: typeof refusers) => list.map(({ id }) => id);
  output.answer(
    { ...refusal, refusers: ids(refusers), orElse: ids(orElse), unavailable: ids(unavailable) },
    tellRefusal(refusal, asked.argv.join(' ')),
  );
}

async function askOfLab(
  { target, service, argv }: Asked,
  options: HomeOptions,
  signal: AbortSignal,
): Promise<Refusal> {
  await using session = await openLabSession(options, signal);
  return await session.why(parseLabId(target), { service, argv: [...argv] });
}

async function askOfProject(
  { target, service, argv }: Asked,
  options: HomeOptions,
  signal: AbortSignal,
): Promise<Refusal> {
  await using around = await openProjectEngine(target, options, makeLineProgress(tell), signal);
  const copies = makeCopies(await readHomeId(findHome(process.env, options.home).home));
  return await askWhy(target, { service, argv: [...argv] }, { engine: around.engine, copies, signal });
}
