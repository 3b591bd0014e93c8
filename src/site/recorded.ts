/** Numbers in prose, read off recorded observations: `src/site/recorded/CHAPTER/LAB/STATE.json`. */
import type { Observation } from '../lab/observation.ts';
import { type Quantity, QuantitySchema, readQuantity } from '../lab/question.ts';

const recordings = import.meta.glob<Observation>('./recorded/*/*/*.json', { eager: true, import: 'default' });

export function findRecording(lab: string, state: string): Observation | undefined {
  return recordings[`./recorded/${lab}/${state}.json`];
}

/** The quantity of `SERVICE.KIND` or `SERVICE.capability-count.SET`. Throws where it cannot be said. */
export function readFact(lab: string, state: string, of: string, place: string): string {
  const observation = findRecording(lab, state);
  if (observation === undefined) {
    throw new Error(
      `${place} <Fact of="${of}">: no observation of ${lab} in the state "${state}" is recorded.`,
    );
  }
  const truth = readQuantity(parseQuantity(of, place), observation);
  if (!truth.known) throw new Error(`${place} <Fact of="${of}">: ${truth.reason}.`);
  return truth.value;
}

function parseQuantity(of: string, place: string): Quantity {
  const [service, kind, set] = of.split('.');
  const parsed = QuantitySchema.safeParse({ service, at: 'now', of: { kind, ...(set && { set }) } });
  if (!parsed.success)
    throw new Error(`${place} <Fact of="${of}"> is not service.quantity: ${parsed.error.message}`);
  return parsed.data;
}
