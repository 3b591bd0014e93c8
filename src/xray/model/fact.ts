import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedContainer, ObservedProcess } from '../../lab/observation/observation.ts';

/** What is made of a known fact; an unknown one stays unknown with its reason. */
export function mapFact<T, U>(fact: Fact<T>, make: (value: T) => U): Fact<U> {
  return fact.source === 'unknown' ? fact : { source: fact.source, value: make(fact.value) };
}

/** The value, or undefined where it is unknown. */
export function knownOf<T>(fact: Fact<T>): T | undefined {
  return fact.source === 'unknown' ? undefined : fact.value;
}

/** The first process of a container. */
export function initOf({ processes }: ObservedContainer): Fact<ObservedProcess> {
  if (processes.source === 'unknown') return processes;
  const init = processes.value.find((process) => process.init);
  if (init) return { source: processes.source, value: init };
  return { source: 'unknown', reason: 'its first process was not seen', cause: 'not-seen' };
}

/** `1 layer`, `3 layers`. */
export function countOf(count: number, word: string, words = `${word}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? word : words}`;
}
