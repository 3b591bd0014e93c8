/** The reader's own answers, where prose speaks of them: often at the top of a chapter, so they are there untouched. */
import type { LabStatus } from '../../lab/wire/labs.ts';
import { ignoreAnswered } from '../core/api.ts';
import { isText, objectOf, recordOf } from '../core/shape.ts';
import type { ReadingPage } from './book-page.ts';
import { data, labOf } from './element.ts';

/** What is read of how a lab stands. */
interface Answered {
  readonly answers: Record<string, Pick<LabStatus['answers'][string], 'value'>>;
}

export const isAnswered = objectOf<Answered>({ answers: recordOf(objectOf({ value: isText })) });

/** Asks for the answers of each lab that the page speaks of, once somebody is signed in. */
export function showMyAnswers({ connection: { api, reach } }: ReadingPage): void {
  const places = [...document.querySelectorAll<HTMLElement>('drydock-my-answer')];
  reach.listen((now) => {
    if (now !== 'signed-in') return;
    for (const lab of new Set(places.map(labOf)))
      void api.read('status', isAnswered, { lab }).then((answered) => {
        for (const place of places) if (labOf(place) === lab) showAnswer(place, answered);
      }, ignoreAnswered);
  });
}

export function showAnswer(place: HTMLElement, { answers }: Answered): void {
  const given = answers[data(place, 'question')];
  if (given) place.textContent = given.value;
}
