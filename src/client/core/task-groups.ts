import type { QuestionView } from '../../lab/wire/checks.ts';
import type { LabStatus, LabView } from '../../lab/wire/labs.ts';
import type { Light } from './lights.ts';

/** A task as the panel shows it. */
export interface TaskGroup {
  readonly id: string;
  /** Counts from 1. */
  readonly number: number;
  readonly title: string;
  readonly doneAt: string | undefined;
  readonly lights: readonly Light[];
  readonly questions: readonly QuestionView[];
  readonly earned: number;
  readonly of: number;
  readonly hints: { readonly open: readonly string[]; readonly left: number };
}

export interface CheckGroups {
  readonly guards: readonly Light[];
  readonly tasks: readonly TaskGroup[];
  /** Checks of no task. */
  readonly others: readonly Light[];
}

/** The lights in the order in which the panel reads: guards, tasks with their checks, the rest. */
export function groupChecks(view: LabView, status: LabStatus, lights: readonly Light[]): CheckGroups {
  const tasks = view.tasks.map((task, index): TaskGroup => {
    const own = lights.filter((light) => !light.guard && light.task === task.id);
    const open = status.hints[task.id] ?? [];
    return {
      id: task.id,
      number: index + 1,
      title: task.title,
      doneAt: status.done[task.id],
      lights: own,
      questions: view.questions.filter((question) => question.task === task.id),
      earned: sum(own, (light) => light.result?.earned ?? 0),
      of: sum(own, (light) => light.result?.of ?? light.of),
      hints: { open, left: Math.max(0, task.hints - open.length) },
    };
  });
  const known = new Set(view.tasks.map((task) => task.id));
  return {
    guards: lights.filter((light) => light.guard),
    tasks,
    others: lights.filter((light) => !light.guard && !known.has(light.task)),
  };
}

/** The guard that blocks the others: the first that does not pass. */
export function findBlockingGuard(lights: readonly Light[]): Light | undefined {
  return lights.find((light) => light.guard && (light.status === 'fail' || light.status === 'error'));
}

/** Whether every task is completed, checks and questions. */
export function isLabDone(view: LabView, status: LabStatus): boolean {
  return view.tasks.length > 0 && view.tasks.every((task) => status.done[task.id] !== undefined);
}

function sum(lights: readonly Light[], read: (light: Light) => number): number {
  return lights.reduce((total, light) => total + read(light), 0);
}
