import type { LabId } from '../../../lab/lab-id.ts';
import { data, labOf } from '../../page/element.ts';

export interface TaskInView {
  readonly lab: LabId;
  readonly task: string;
  readonly title: string;
}

/** The task of the chapter that the reader is at: the last that begins above the middle of the window. */
export function taskInView(): TaskInView | undefined {
  const tasks = [...document.querySelectorAll<HTMLElement>('drydock-task')];
  const here = tasks.findLast((task) => task.getBoundingClientRect().top < innerHeight / 2);
  // Who reads long after it has passed by is somewhere else.
  if (here === undefined || here.getBoundingClientRect().bottom < -innerHeight) return undefined;
  const title = here.querySelector('.dd-task-title')?.lastChild?.textContent?.trim() ?? '';
  return { lab: labOf(here), task: data(here, 'task'), title };
}
