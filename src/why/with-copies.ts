import type { Copies } from '../lab/ports/copies.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { findContainer } from './find-container.ts';

export interface CopyTools {
  readonly engine: Pick<Engine, 'inspectRaw' | 'inspectContainers' | 'removeLabelled'>;
  readonly copies: Copies;
  readonly signal: AbortSignal;
}

/** What copies of one service's container are made with. */
export interface CopyQuestion {
  /** The service's container, as the Engine's inspect says it. */
  readonly inspected: unknown;
  /** What each copy carries. */
  readonly labels: Readonly<Record<string, string>>;
  /** The name of a copy, another one each time. */
  nextName(): string;
}

/**
 * Asks something of a service in copies of its container. What questions that were killed left is removed before the
 * container is looked for, and the copies of this one at its end, however that comes. Rejects with `not-found` where the
 * project has no such service.
 */
export async function withCopies<Answer>(
  project: string,
  service: string,
  { engine, copies, signal }: CopyTools,
  ask: (question: CopyQuestion) => Promise<Answer>,
): Promise<Answer> {
  await copies.removeAbandoned(engine, signal);
  const inspected = await findContainer(engine, project, service, signal);
  const { name, labels } = copies.ofOneQuestion();
  let number = 0;
  const asked = ask({ inspected, labels, nextName: () => `${name}-${++number}` });
  const [answer] = await Promise.allSettled([asked]);
  const [removed] = await Promise.allSettled([engine.removeLabelled(labels)]);
  // Where the engine has gone, it went for both, and the question's end says more.
  if (answer.status === 'rejected') throw answer.reason;
  if (removed.status === 'rejected') throw removed.reason;
  return answer.value;
}
