/** Where a notice can lead: chapters, labs and tasks of the session, as paths of the book. */
import { chapterOf, hrefOf, slugOf } from '../../../lab/lab-id.ts';
import type { Board } from '../../../lab/wire/board.ts';
import type { BookPart } from './book-parts.ts';

interface ChapterPlaces {
  readonly title: string;
  readonly places: readonly { readonly path: string; readonly words: string }[];
}

/** By chapter, in the order in which the labs are taught. */
export function placesOf(labs: Board['labs'], book: readonly BookPart[]): readonly ChapterPlaces[] {
  return [...Map.groupBy(labs, ({ id }) => chapterOf(id))].map(([chapter, own]) => {
    const title = book.find(({ id }) => id === chapter)?.title ?? chapter;
    return {
      title,
      places: [
        { path: `/${chapter}/`, words: `The chapter: ${title}` },
        ...own.flatMap((lab) => [
          { path: hrefOf(lab.id), words: `The lab: ${lab.title}` },
          ...lab.tasks.map((task, index) => ({
            path: `/${chapter}/#task-${slugOf(lab.id)}-${task.id}`,
            words: `${lab.title}, task ${index + 1}: ${task.title}`,
          })),
        ]),
      ],
    };
  });
}
