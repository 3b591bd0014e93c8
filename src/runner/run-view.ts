/** What a page is told of a run, made of what the store, the engine and an observation say. */
import type { Observation } from '../lab/observation.ts';
import type { EngineReader } from '../lab/ports/engine.ts';
import type { Answer, Run } from '../lab/ports/store.ts';
import type { Suspension } from '../lab/ports/suspension.ts';
import type { LabStatus, ServiceView } from '../lab/wire/labs.ts';

export function viewRun(run: Run, engineVersion: string): NonNullable<LabStatus['run']> {
  return {
    id: run.id,
    startedAt: run.createdAt,
    seat: { kind: run.seatKind, engineVersion },
    workspace: run.workspaceDir,
    vars: { ...run.vars },
  };
}

export function viewAnswers(answers: readonly Answer[]): LabStatus['answers'] {
  return Object.fromEntries(
    answers.map(({ key, value, correct, message, at }) => [
      key,
      { question: key, value, correct, message, answeredAt: at },
    ]),
  );
}

/** Images that are no more than stand-ins here. */
export function findStandIns(observation: Observation | undefined): LabStatus['standIns'] {
  return (observation?.containers ?? []).flatMap(({ image, declared }) => {
    const reason = image?.labels['dev.drydock.stand-in'];
    return reason === undefined ? [] : [{ image: declared.image.reference, reason }];
  });
}

/** The services, with the last lines of those that do not run. */
export function viewServices(
  observation: Observation,
  engine: Pick<EngineReader, 'logTail'> | undefined,
): Promise<readonly ServiceView[]> {
  return Promise.all(
    observation.containers.map(async ({ service, declared }) => {
      const { id, name, status, health, exitCode } = declared;
      const logTail = status === 'running' ? undefined : await engine?.logTail(id, 20).catch(() => undefined);
      const view = { service, container: name, status, health, exitCode };
      return logTail === undefined ? view : { ...view, logTail };
    }),
  );
}

/** `isBehind`: the seat was stopped and the lab is not up again. `revivedAfterMs`: it is, and this is the first time. */
export function viewSuspension(
  suspension: Suspension | undefined,
  { isBehind, revivedAfterMs }: { readonly isBehind: boolean; readonly revivedAfterMs: number | undefined },
): LabStatus['suspension'] {
  if (suspension === undefined) return undefined;
  const { state, wakingFrom, lastStop } = suspension;
  const as = wakingFrom ?? (state === 'paused' || state === 'stopped' ? state : undefined);
  if (isBehind || as === 'stopped')
    return { state: 'suspended', as: 'stopped', afterMs: lastStop?.afterMs ?? 0 };
  if (as === 'paused') return { state: 'suspended', as };
  return revivedAfterMs === undefined
    ? undefined
    : { state: 'woken', as: 'stopped', afterMs: revivedAfterMs };
}
