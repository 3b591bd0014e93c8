/** Handing in, once however often it is sent: an answer that was lost is asked for again under the same key. */
import type { LabId } from '../../lab/lab-id.ts';
import type { ReceiptView } from '../../lab/wire/my-assignments.ts';
import { type Api, ApiError } from './api.ts';
import { personalKey, readStored, store } from './local-storage.ts';
import { isText, objectOf } from './shape.ts';

/** What is handed in, and for what. */
export interface Handed {
  readonly assignment: string;
  readonly lab: LabId;
}

/** Sent without an answer so far: whether it arrived, nobody here knows. */
export interface Unanswered {
  readonly key: string;
  /** When it was first sent, by this device's clock. */
  readonly at: string;
}

const isUnanswered = objectOf<Unanswered>({ key: isText, at: isText });

export interface HandInEffects {
  readonly api: Pick<Api, 'call'>;
  readonly person: string | undefined;
  readonly now: () => Date;
  readonly drawKey: () => string;
  readonly wait: (ms: number) => Promise<void>;
}

/** Between one try and the next: a server that is started anew is back within these. */
const waits = [500, 1_000, 2_000, 4_000, 8_000];

const placeOf = (person: string | undefined, { assignment, lab }: Handed): string =>
  personalKey(person, `hand-in:${assignment}/${lab}`);

/** What was sent last and never answered, if there is such a thing. */
export const findUnanswered = (person: string | undefined, handed: Handed): Unanswered | undefined =>
  readStored(placeOf(person, handed), isUnanswered);

/**
 * Sends it until it is answered, and gives the receipt. What was sent before and never answered is sent again under its
 * key, so that nothing is handed in twice: then the receipt may be of that. Rejects with an `ApiError` where the server
 * says no, and where it stays silent; then it is remembered.
 */
export async function handIn(effects: HandInEffects, handed: Handed): Promise<ReceiptView> {
  const { api, person, now, drawKey, wait } = effects;
  const place = placeOf(person, handed);
  const sent = findUnanswered(person, handed) ?? { key: drawKey(), at: now().toISOString() };
  store(place, sent);
  for (let tries = 0; ; tries += 1)
    try {
      const receipt = await api.call('handIn', { ...handed, body: { key: sent.key } });
      store(place, undefined);
      return receipt;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const ms = waits[tries];
      // A refusal is an answer: nothing was handed in.
      if (error.status >= 400 && error.status < 500) store(place, undefined);
      else if (ms !== undefined) {
        await wait(ms);
        continue;
      }
      throw error;
    }
}

/** With the clock, the chance and the patience of a browser. */
export const inBrowser = (api: HandInEffects['api'], person: string | undefined): HandInEffects => ({
  api,
  person,
  now: () => new Date(),
  drawKey,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

/** 128 bits that nobody else draws. `crypto.randomUUID` is not there on plain HTTP from another machine. */
export function drawKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** Why something that was handed in counts for nothing as things stand. */
export const refusalWords: Readonly<Record<NonNullable<ReceiptView['refused']>, string>> = {
  'before-opening': 'It does not count: the assignment was not open.',
  'too-late': 'It came too late and counts for nothing, unless more time is given.',
  'no-attempt': 'It does not count: all attempts were used.',
};

/** What a receipt says, `at` being its time in words. */
export function receiptWords(receipt: ReceiptView, at: string): string {
  const { number, files, leftOut, refused: why, isRehearsal } = receipt;
  return [
    `Handed in as number ${number}, received ${at}: ${files === 1 ? '1 file' : `${files} files`}.`,
    ...(leftOut > 0
      ? [`${leftOut === 1 ? '1 was' : `${leftOut} were`} left out: too large, or not to be read.`]
      : []),
    ...(why === undefined ? [] : [refusalWords[why]]),
    ...(isRehearsal ? ['You take no part in the course, so this is a rehearsal.'] : []),
  ].join(' ');
}
