/** Forty who come to a room of real seats at once: whoever gets a seat, and what the others see. */
import { whyNoLabs } from '../../e2e/harness/drydock.ts';
import { type Came, openCrowd } from '../classroom/crowd.ts';
import { NotHere, type Row } from '../row.ts';

/** What a small machine holds; a seat more tells nothing new of those who wait. */
const [people, seats] = [40, 4] as const;

export const fortyPrompts: Row = {
  id: 'forty-prompts',
  what: 'Forty join within a second and start a lab → the last has a prompt or sees its number in the queue',
  beside: `${seats} rootless seats are ready, and there are no more`,
  goal: { ours: 10_000, quantile: 'p95' },
  rounds: 2,
  quickRounds: 0,
  async open(signal) {
    const why = whyNoLabs();
    if (why !== undefined) throw new NotHere(why);
    const crowd = await openCrowd(seats, signal);
    const rounds: Came[] = [];
    return {
      prepare: () => crowd.empty(),
      ours: async () => {
        const came = await crowd.come(people);
        rounds.push(came);
        return Math.max(...came.told);
      },
      spans: () => ({
        'until told': rounds.flatMap(({ told }) => told),
        'until a prompt, of those who have seats': rounds.flatMap(({ prompts }) => prompts),
      }),
      [Symbol.asyncDispose]: () => crowd[Symbol.asyncDispose](),
    };
  },
};
