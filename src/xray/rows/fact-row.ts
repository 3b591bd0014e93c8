import type { Fact, FactSource } from '../../lab/observation/fact.ts';
import type { ObservedProcess } from '../../lab/observation/observation.ts';

/** Part of a row's value: the processes that it is true of are named where they differ. */
export interface FactLine {
  readonly text: string;
  /** Whom it is true of; empty: every process of the container. */
  readonly of: string;
  /** Names behind a count, such as capabilities. */
  readonly names?: readonly string[];
}

/** One fact as the panel shows it. */
export interface FactRow {
  /** Stays the same from observation to observation: `web/caps.effective`. */
  readonly key: string;
  readonly label: string;
  readonly lines: readonly FactLine[];
  readonly source: FactSource;
  /** Why it is unknown. */
  readonly reason?: string;
}

/** A row of one line, or of the reason why nothing is known. */
export function rowOf<T>(
  key: string,
  label: string,
  fact: Fact<T>,
  read: (value: T) => FactRow['lines'],
): FactRow {
  if (fact.source === 'unknown') return { key, label, lines: [], source: 'unknown', reason: fact.reason };
  return { key, label, lines: read(fact.value), source: fact.source };
}

export function line(text: string, names?: readonly string[]): FactLine {
  return names === undefined ? { text, of: '' } : { text, of: '', names };
}

/**
 * What is true of the processes: one line where it is the same for all,
 * else a line for each value with the processes that it is true of.
 */
export function perProcess(
  processes: readonly ObservedProcess[],
  read: (process: ObservedProcess) => { text: string; names?: readonly string[] },
): readonly FactLine[] {
  const groups = new Map<string, { line: FactLine; processes: ObservedProcess[] }>();
  for (const process of processes) {
    const value = read(process);
    const same = `${value.text}\0${value.names?.join(' ') ?? ''}`;
    const group = groups.get(same) ?? { line: { of: '', ...value }, processes: [] };
    group.processes.push(process);
    groups.set(same, group);
  }
  const all = [...groups.values()];
  if (all.length <= 1) return all.map((group) => group.line);
  return all.map((group) => ({ ...group.line, of: processNames(group.processes) }));
}

/** `nginx (pid 1)`, `nginx ×4`, by name, with the pid that the container sees. */
export function processNames(processes: readonly ObservedProcess[]): string {
  const byName = new Map<string, ObservedProcess[]>();
  for (const process of processes) byName.set(process.name, [...(byName.get(process.name) ?? []), process]);
  return [...byName]
    .map(([name, same]) =>
      same.length === 1 ? `${name} (pid ${same[0]?.innerPid ?? '?'})` : `${name} ×${same.length}`,
    )
    .join(', ');
}
