/** What a learner says and asks for in a lab. */
import { DrydockError } from '../lab/errors.ts';
import { ownValue } from '../lab/own-value.ts';
import type { Store } from '../lab/ports/store.ts';
import { judgeAnswer } from '../lab/question.ts';
import type { AnswerView } from '../lab/wire/checks.ts';
import type { GivenAnswer } from './lab-runner.ts';
import type { LiveRun } from './live-run.ts';
import { openHints } from './task-progress.ts';

/** Compares a person's answer with what is true on the learner's own engine, and records both. */
export async function answerQuestion(
  store: Store,
  live: LiveRun,
  person: string,
  { question: id, value, confidence }: GivenAnswer,
): Promise<AnswerView> {
  const { lab, run, key } = live;
  const question = ownValue(lab.manifest.questions, id);
  if (!question) throw new DrydockError('not-found', { message: `${key.lab} has no question “${id}”.` });
  if (!run)
    throw new DrydockError('not-started', {
      message: `Start ${key.lab} first: its answer is read off your own engine.`,
    });
  const began = store.listEvents(run.id).find((event) => event.type === 'observed');
  const observation = question.truth.at === 'start' && began ? began.observation : await live.look();
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
  live.recorded();
  return { question: id, value, correct, message, answeredAt: answer.at };
}

/** Opens the next hint of a task. Says how many are left. */
export function openHint(
  store: Store,
  live: LiveRun,
  person: string,
  task: string,
): { task: string; hints: readonly string[]; left: number } {
  const { lab, run, key } = live;
  const spec = ownValue(lab.manifest.tasks, task);
  if (!spec) throw new DrydockError('not-found', { message: `${key.lab} has no task “${task}”.` });
  if (!run) throw new DrydockError('not-started', { message: `Start ${key.lab} to open its hints.` });
  const open = ownValue(openHints(lab.manifest, store.listEvents(run.id)), task) ?? [];
  if (open.length < spec.hints.length)
    store.addEvent({ type: 'hint-opened', run: run.id, person, task, hint: open.length });
  live.recorded();
  const hints = spec.hints.slice(0, open.length + 1);
  return { task, hints, left: spec.hints.length - hints.length };
}
