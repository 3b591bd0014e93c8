/** A learner who works by a script: seeded, and noting down all that the server said was done. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { firstLab } from '../fixtures/runner-on-engine.ts';
import type { ServedHome } from './served-home.ts';

/** What the server confirmed. None of it may be lost. */
export interface Confirmed {
  readonly saves: { readonly path: string; readonly hash: string }[];
  readonly answers: { readonly question: string; readonly value: string }[];
  readonly attempts: string[];
  readonly predictions: { readonly key: string; readonly value: string }[];
  jobs: number;
}

export const nothingConfirmed = (): Confirmed => ({
  saves: [],
  answers: [],
  attempts: [],
  predictions: [],
  jobs: 0,
});

const at = `/api/labs/${firstLab}`;
const FileSchema = z.object({ revision: z.string(), text: z.string() });
const AttemptSchema = z.object({ attempt: z.string() });

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Goes on until the server does not answer any more. A refusal, such as of a lab that is stopped, is no end. */
export async function work(server: ServedHome, random: () => number, confirmed: Confirmed): Promise<void> {
  for (;;) {
    const deed = deeds[Math.floor(random() * deeds.length)] ?? save;
    try {
      await deed(server, random, confirmed);
    } catch (error) {
      if (error instanceof z.ZodError) throw error;
      return;
    }
  }
}

type Deed = (server: ServedHome, random: () => number, confirmed: Confirmed) => Promise<void>;

const save: Deed = async (server, random, { saves }) => {
  const path = random() < 0.5 ? 'compose.yaml' : 'notes.txt';
  const address = `${at}/file?path=${path}`;
  const read = await server.ask('GET', address);
  const { text, revision } = read.status === 200 ? FileSchema.parse(read.body) : { text: '', revision: '' };
  // The file goes on being a compose file: comments do not change what runs.
  const next = `${text.split('\n').slice(0, 60).join('\n')}\n# ${random()}\n`;
  const saved = await server.ask('PUT', address, { text: next }, { 'if-match': revision });
  if (saved.status === 200) saves.push({ path, hash: createHash('sha256').update(next).digest('hex') });
};

const answer: Deed = async (server, random, { answers }) => {
  const given = { question: 'kernel', value: `6.${Math.floor(random() * 1e9)}` };
  const { status } = await server.ask('POST', `${at}/answers`, given);
  if (status === 200) answers.push(given);
};

const predict: Deed = async (server, random, { predictions }) => {
  const given = { key: `soak-${Math.floor(random() * 4)}`, value: String(random()) };
  const { status } = await server.ask('POST', '/api/predictions', given);
  if (status < 300) predictions.push(given);
};

const check: Deed = async (server, _, { attempts }) => {
  const { status, body } = await server.ask('POST', `${at}/check`);
  if (status === 200) attempts.push(AttemptSchema.parse(body).attempt);
};

const begin =
  (kind: string): Deed =>
  async (server, _, confirmed) => {
    const { status } = await server.ask('POST', `${at}/${kind}`);
    if (status === 202) confirmed.jobs += 1;
  };

const deeds: readonly Deed[] = [
  save,
  save,
  save,
  answer,
  answer,
  predict,
  check,
  check,
  begin('start'),
  begin('start'),
  begin('run'),
  begin('reset'),
  begin('stop'),
];
