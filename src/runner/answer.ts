/** What a learner says and asks for in a lab. */

import { judgeAnswer } from '../lab/checks/question.ts';
import { DrydockError } from '../lab/errors.ts';
import { ownValue } from '../lab/general/own-value.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { Store } from '../lab/ports/store.ts';
import type { AnswerView } from '../lab/wire/checks.ts';
import type { GivenAnswer } from './lab-runner.ts';
import type { OpenLab } from './open-lab/open-lab.ts';
import { openHints } from './task-progress.ts';

/** Compares a person's answer with what is true on the learner's own engine, and records both. */
export async function answerQuestion(
  store: Store,
  open: OpenLab,
  person: string,
  { question: id, value, confidence }: GivenAnswer,
): Promise<AnswerView> {
  const { lab, run, key } = open;
  const question = ownValue(lab.manifest.questions, id);
  if (!question) throw new DrydockError('not-found', { message: `${key.lab} has no question “${id}”.` });
  if (!run)
    throw new DrydockError('not-started', {
      message: `Start ${key.lab} first: its answer is read off your own engine.`,
    });
  const began = question.truth.at === 'start' ? seenAtStart(store, run.id) : undefined;
  const observation = began ?? (await open.look());
  const judged = judgeAnswer(question, observation, value);
  const { correct } = judged;
  const message =
    judged.correct === undefined
      ? `It cannot be told now, so the question stays open: ${judged.reason}.`
      : judged.correct
        ? ['Yes.', question.because].filter(Boolean).join(' ')
        : 'Not what was observed here. Look again; you can answer as often as you like.';
  const answer = store.addAnswer({
    person,
    run: run.id,
    kind: 'question',
    key: id,
    lab: key.lab,
    value,
    confidence,
    correct,
    message,
  });
  open.recorded();
  return { question: id, value, correct, message, answeredAt: answer.at };
}

/** What was seen when the run began, where that was recorded. */
function seenAtStart(store: Store, run: string): Observation | undefined {
  const [seen] = store.listEvents(run, ['observed']);
  return seen && store.readObservation(seen.observationHash);
}

/** Opens the next hint of a task. Says how many are left. */
export function openHint(
  store: Store,
  open: OpenLab,
  person: string,
  task: string,
): { task: string; hints: readonly string[]; left: number } {
  const { lab, run, key } = open;
  const spec = ownValue(lab.manifest.tasks, task);
  if (!spec) throw new DrydockError('not-found', { message: `${key.lab} has no task “${task}”.` });
  if (!run) throw new DrydockError('not-started', { message: `Start ${key.lab} to open its hints.` });
  const before = ownValue(openHints(lab.manifest, store.listEvents(run.id, ['hint-opened'])), task) ?? [];
  if (before.length < spec.hints.length)
    store.addEvent({ type: 'hint-opened', run: run.id, person, task, hint: before.length });
  open.recorded();
  const hints = spec.hints.slice(0, before.length + 1);
  return { task, hints, left: spec.hints.length - hints.length };
}
