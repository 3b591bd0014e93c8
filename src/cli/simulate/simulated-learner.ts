import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { DrydockError } from '../../lab/errors.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import type { AnswerOf, CallOf } from '../../lab/wire/routes.ts';
import { askOverPort as ask, type Port } from './ask-over-port.ts';
import type { Drawn } from './drawn.ts';
import { simulateAttempt } from './simulated-attempt.ts';

export interface SimulatedLearnerParts extends Port {
  readonly code: string;
  /** Joins in another way than over the port, where so many would be held back. */
  readonly join?: (body: CallOf<'join'>['body']) => Promise<AnswerOf<'join'>>;
  readonly name: string;
  /** How long a task takes whoever is neither quick nor slow, in milliseconds. */
  readonly taskMs: number;
  readonly drawn: Drawn;
  /** Told of each attempt, with how long its answer took in milliseconds. */
  readonly onAttempt?: (told: { readonly person: string; readonly ms: number }) => void;
}

/** What one simulated learner did. */
export interface SimulatedWork {
  readonly attempts: number;
  readonly tasks: number;
}

/**
 * Plays a learner of a session against a server, over the port as a browser would: joins, works through the tasks with
 * a speed and mistakes of their own, raises a hand now and then. Their attempts are brought, as those are that a
 * learner's own machine judged. Rejects with what the server refuses; ends quietly where the signal is aborted.
 */
export async function playLearner(parts: SimulatedLearnerParts): Promise<SimulatedWork> {
  const { name, code, drawn, taskMs, signal, onAttempt } = parts;
  const asked = `simulated-${ulid()}`;
  const { terms } = await ask(parts, undefined, 'joinTerms', { body: { code, name } });
  const agreed = { version: terms.version, keepDays: terms.keepDays, until: terms.until };
  const wish = { code, name, asked, agreed };
  const { key, person } = await (parts.join?.(wish) ?? ask(parts, undefined, 'join', { body: wish }));
  const { joined } = await ask(parts, key, 'mySession');
  if (joined === undefined)
    throw new DrydockError('internal', { message: `${name} joined, and the server knows of no session.` });
  const labs = await ask(parts, key, 'labs');
  const plan = joined.session.labs.flatMap((id) => labs.find((lab) => lab.id === id) ?? []);
  const pace = 0.5 + drawn.next() * 1.5;
  let [attempts, tasks] = [0, 0];
  const bring = async (lab: LabView, done: number, failing: number) => {
    const began = performance.now();
    const body = simulateAttempt(lab, done, failing, new Date());
    await ask(parts, key, 'bringAttempt', { lab: lab.id, id: ulid(), body });
    attempts++;
    onAttempt?.({ person, ms: performance.now() - began });
  };
  const work = async (lab: LabView, task: number) => {
    const mistakes = drawn.between(0, 4);
    for (let mistake = 0; mistake < mistakes; mistake++) {
      await delay((taskMs * pace * drawn.next()) / (mistakes + 1), undefined, { signal });
      await bring(lab, task, drawn.between(0, 1));
    }
    const needsHelp = mistakes === 4;
    if (needsHelp)
      await ask(parts, key, 'raiseHand', { body: { lab: lab.id, text: 'It says the same again.' } });
    await delay((taskMs * pace) / (mistakes + 1), undefined, { signal });
    await bring(lab, task + 1, 0);
    if (needsHelp) await ask(parts, key, 'lowerMyHand');
    tasks++;
  };
  try {
    for (const lab of plan) for (const task of lab.tasks.keys()) await work(lab, task);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { attempts, tasks };
}
