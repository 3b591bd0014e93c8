import { isAlive } from '../../engine/is-alive.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import { findHome, readHomeId } from '../../seats/home.ts';
import { copyLabel, homeLabel, makeLabels } from '../../seats/labels.ts';
import { copyContainer } from '../../why/container-copy.ts';
import { findRefusers } from '../../why/find-refusers.ts';
import { tellRefusal } from '../../why/tell-refusal.ts';
import { runTrial } from '../../why/trial.ts';
import type { HomeOptions } from '../open-home.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { openProjectEngine, projectLabel, serviceLabel } from '../project-engine.ts';
import { makeLineProgress } from '../show-progress.ts';

const withinMs = 10_000;

/**
 * Finds out who refuses a program in a service of a compose project, by running it in copies of the service's container,
 * each with one defence or several loosened. The service's own container is not touched.
 */
export async function whyRefused(
  target: { readonly project: string; readonly service: string; readonly argv: readonly string[] },
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { project, service, argv } = target;
  await using around = await openProjectEngine(project, options, makeLineProgress(tell), signal);
  const { engine } = around;
  const inspected = await findContainer(engine, project, service, signal);
  const home = await readHomeId(findHome(process.env, options.home).home);
  await removeAbandoned(engine, home, signal);
  const labels = { ...makeLabels({ home, role: 'copy' }), [copyLabel]: String(process.pid) };
  await using left = new AsyncDisposableStack();
  left.defer(async () => {
    await engine.removeLabelled(labels);
  });
  let number = 0;
  const refusal = await findRefusers(copyContainer(inspected, argv), (copy) => {
    const name = `drydock-copy-${process.pid}-${++number}`;
    return runTrial(copy, { engine, labels, name, withinMs, signal });
  });
  const { found, refusers, orElse, unavailable, before, after, trials } = refusal;
  const ids = (list: typeof refusers) => list.map(({ id }) => id);
  output.answer(
    {
      found,
      refusers: ids(refusers),
      orElse: ids(orElse),
      unavailable: ids(unavailable),
      before,
      after,
      trials,
    },
    tellRefusal(refusal, argv.join(' ')),
  );
}

/** Who was killed meanwhile could not remove theirs. */
async function removeAbandoned(
  engine: Pick<Engine, 'inspectContainers' | 'removeLabelled'>,
  home: string,
  signal: AbortSignal,
): Promise<void> {
  const ours = await engine.inspectContainers({ [homeLabel]: home }, signal);
  for (const pid of new Set(ours.flatMap(({ labels }) => labels[copyLabel] ?? []))) {
    if (!isAlive(Number(pid))) await engine.removeLabelled({ [homeLabel]: home, [copyLabel]: pid });
  }
}

async function findContainer(
  engine: Pick<Engine, 'inspectRaw' | 'inspectContainers'>,
  project: string,
  service: string,
  signal: AbortSignal,
): Promise<unknown> {
  const ofProject = { [projectLabel]: project };
  const [found] = await engine.inspectRaw({ ...ofProject, [serviceLabel]: service }, signal);
  if (found !== undefined) return found;
  const services = (await engine.inspectContainers(ofProject, signal)).map((each) => each.service);
  throw new DrydockError('not-found', {
    message: `${project} has no container of a service “${service}”. It has ${[...new Set(services)].join(', ')}.`,
    fix: 'Name one of these, or start the service first.',
  });
}
