import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCopies } from '../../seats/copies.ts';
import { findHome, readHomeId } from '../../seats/home.ts';
import { composePatch } from '../../shrink/compose-patch.ts';
import { profileTextOf } from '../../shrink/profile-text.ts';
import { shrinkService } from '../../shrink/shrink-service.ts';
import { tellShrunk } from '../../shrink/tell-shrunk.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { plainLine, tell } from '../plain-text.ts';
import { openProjectEngine } from '../project-engine.ts';
import { makeLineProgress } from '../show-progress.ts';

export interface ShrinkCommandOptions extends HomeOptions {
  readonly runs: number;
  /** Seconds. */
  readonly within: number;
  readonly networks?: true;
  readonly reachHost?: true;
  readonly output?: string;
}

/** Less power for a service of a compose project of the reader's own, by experiment on copies of it. */
export async function shrinkProject(
  { project, service }: { readonly project: string; readonly service: string },
  options: ShrinkCommandOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  await using around = await openProjectEngine(project, options, makeLineProgress(tell), signal);
  const { engine } = around;
  const copies = makeCopies(await readHomeId(findHome(process.env, options.home).home));
  const { shrunk, inspected } = await shrinkService(
    project,
    service,
    { engine, copies, signal },
    {
      mostRuns: options.runs,
      withinMs: options.within * 1_000,
      onNetworks: options.networks === true,
      reachesHost: options.reachHost === true,
      onRun: ({ number, tried, told }) => tell(plainLine(`${number} of ${options.runs}: ${tried}: ${told}`)),
    },
  );
  const profileFile = `${service}.seccomp.json`;
  const profile = profileTextOf(shrunk, inspected);
  const patch = composePatch(shrunk, inspected, `./${profileFile}`);
  if (options.output !== undefined && shrunk.found === 'shrunk') {
    await mkdir(options.output, { recursive: true });
    await writeFile(join(options.output, `${service}.shrunk.yaml`), patch);
    if (profile !== undefined) await writeFile(join(options.output, profileFile), profile);
  }
  const unwritten = shrunk.found === 'shrunk' && profile !== undefined && options.output === undefined;
  output.answer({ ...shrunk, patch: shrunk.found === 'shrunk' ? patch : undefined }, [
    ...tellShrunk(shrunk, patch),
    ...(unwritten ? ['', `--output FOLDER writes these lines, and ${profileFile} beside them.`] : []),
  ]);
  if (shrunk.found !== 'shrunk') process.exitCode = 1;
}
