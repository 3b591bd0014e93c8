import { type CapabilityName, capabilityNames, dockerDefault } from '../../lab/observation/capabilities.ts';
import { capabilityWords } from '../../lab/observation/capability-words.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { CapabilitySets, ObservedContainer } from '../../lab/observation/observation.ts';
import { initOf, mapFact } from './fact.ts';

export const setNames = ['effective', 'permitted', 'inheritable', 'bounding', 'ambient'] as const;
export type SetName = (typeof setNames)[number];

/**
 * `held`: effective now. `ready`: permitted, so that it can be made effective. `reachable`: in the bounding set, so
 * that a program that it starts may gain it. `gone`: out of reach for good.
 */
export type PowerLevel = 'held' | 'ready' | 'reachable' | 'gone';

/** One of the capabilities that the kernel knows. */
export interface Power {
  readonly name: CapabilityName;
  readonly words: string;
  readonly level: PowerLevel;
  readonly sets: readonly SetName[];
  /** In reach, though Docker gives it to nobody by default. */
  readonly beyondDefault: boolean;
}

/** What the first process may do beyond an ordinary user. */
export interface Powers {
  readonly all: readonly Power[];
  readonly counts: Readonly<Record<SetName, number>>;
  /** no_new_privs: then the bounding set cannot be drawn on. */
  readonly sealed: boolean;
  /** Of other processes with other effective sets: how many. */
  readonly others: number;
  readonly words: string;
}

export function powersOf(container: ObservedContainer, lastCapability: number): Fact<Powers> {
  const processes = container.processes.source === 'unknown' ? [] : container.processes.value;
  return mapFact(initOf(container), ({ capabilities, noNewPrivileges }) => {
    const all = capabilityNames.slice(0, lastCapability + 1).map((name) => powerOf(name, capabilities));
    const own = capabilities.effective.join();
    const counts = {
      effective: capabilities.effective.length,
      permitted: capabilities.permitted.length,
      inheritable: capabilities.inheritable.length,
      bounding: capabilities.bounding.length,
      ambient: capabilities.ambient.length,
    };
    return {
      all,
      counts,
      sealed: noNewPrivileges,
      others: processes.filter((process) => process.capabilities.effective.join() !== own).length,
      words: wordsOf(all, noNewPrivileges),
    };
  });
}

function powerOf(name: CapabilityName, capabilities: CapabilitySets): Power {
  const sets = setNames.filter((set) => capabilities[set].includes(name));
  const level = levelOf(sets);
  return {
    name,
    words: capabilityWords[name],
    level,
    sets,
    beyondDefault: level !== 'gone' && !dockerDefault.has(name),
  };
}

function levelOf(sets: readonly SetName[]): PowerLevel {
  if (sets.includes('effective')) return 'held';
  if (sets.includes('permitted')) return 'ready';
  return sets.includes('bounding') ? 'reachable' : 'gone';
}

function wordsOf(all: readonly Power[], sealed: boolean): string {
  const held = all.filter(({ level }) => level === 'held').length;
  const more = all.filter(({ level }) => level === 'ready' || level === 'reachable').length;
  const beyond = all.filter(({ beyondDefault }) => beyondDefault).length;
  const parts = [
    held === 0
      ? 'holds no capability'
      : `holds ${held === all.length ? `all ${held}` : `${held} of ${all.length}`} capabilities`,
    more > 0 && (sealed ? `can gain none of ${more} in its bounding set` : `could gain ${more} more`),
    more === 0 && held === 0 && 'can gain none',
    beyond > 0 && `${beyond} of them beyond Docker’s default`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}
