/** The chapters in their order, with their labs. */
import { getCollection } from 'astro:content';
import type { LabView } from '../lab/wire/labs.ts';
import { getLab } from './labs.ts';

export interface BookChapter {
  /** The name of its file and folder of labs; `/ID/` is its address. */
  readonly id: string;
  readonly href: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly minutes: number;
  readonly labs: readonly LabView[];
}

export async function getBook(): Promise<readonly BookChapter[]> {
  const entries = await getCollection('docs');
  const chapters = entries.map(
    ({ id, data }): BookChapter => ({
      id,
      href: `/${id}/`,
      number: data.chapter ?? 0,
      title: data.title,
      description: data.description ?? '',
      minutes: data.minutes ?? 0,
      labs: (data.labs ?? []).map(getLab),
    }),
  );
  return chapters.sort((one, other) => one.number - other.number);
}
