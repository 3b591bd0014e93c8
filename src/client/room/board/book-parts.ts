/** What the page of boards knows of the book: it is written into it at the build. */
import type { LabId } from '../../../lab/lab-id.ts';
import { isNumber, isText, listOf, objectOf, type Shape } from '../../core/shape.ts';

export interface BookPart {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly labs: readonly { readonly id: LabId; readonly title: string; readonly minutes: number }[];
}

const isLab = (value: unknown): value is LabId => isText(value) && /^[^/]+\/[^/]+$/.test(value);

export const isBook: Shape<BookPart[]> = listOf(
  objectOf<BookPart>({
    id: isText,
    number: isNumber,
    title: isText,
    labs: listOf(objectOf({ id: isLab, title: isText, minutes: isNumber })),
  }),
);
