/** What a page may know of a manifest: no answers, no solution, hints only by their number. */
import { titleOf } from '../checks/judge.ts';
import { chapterOf } from '../lab-id.ts';
import type { LabView } from '../wire/labs.ts';
import type { Manifest } from './manifest.ts';

/** Without `runnable`: that is the machine's to say. */
export function viewOf(manifest: Manifest): LabView {
  const { id, title, level, minutes, after, takeaway, opens } = manifest;
  const tasks = Object.entries(manifest.tasks);
  const taskOf = (member: string) =>
    tasks.find(([, task]) => task.checks.includes(member) || task.questions.includes(member))?.[0] ?? '';
  return {
    id,
    chapter: chapterOf(id),
    title,
    level,
    minutes,
    after,
    grants: grantWords(manifest),
    takeaway,
    opens,
    tasks: tasks.map(([task, { title, checks, questions, hints }]) => ({
      id: task,
      title,
      checks,
      questions,
      hints: hints.length,
    })),
    checks: [
      ...Object.entries(manifest.guards).map(([check, guard]) => ({
        id: check,
        task: '',
        title: titleOf(guard),
        of: 0,
        guard: true,
      })),
      ...Object.entries(manifest.checks).map(([check, data]) => ({
        id: check,
        task: taskOf(check),
        title: titleOf(data),
        of: data.points,
        guard: false,
      })),
    ],
    questions: Object.entries(manifest.questions).map(([question, { prompt, kind, unit, choices }]) => ({
      id: question,
      task: taskOf(question),
      prompt,
      kind,
      ...(unit === undefined ? {} : { unit }),
      ...(choices === undefined ? {} : { choices }),
    })),
  };
}

/** What the lab may do beyond Docker's defaults, and where. */
function grantWords({ grants, seat }: Manifest): string[] {
  const words = [...new Set(grants.map((grant) => grant.words))];
  return words.length > 0 && seat === 'nested' ? [...words, 'all of it in a nested engine'] : words;
}
