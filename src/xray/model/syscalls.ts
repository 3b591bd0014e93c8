import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import { initOf, knownOf, mapFact } from './fact.ts';
import { type NotableSyscall, notableSyscalls } from './notable-syscalls.ts';

export type Openness = 'open' | 'conditional' | 'closed';

/** What a container may say to the kernel. */
export interface Syscalls {
  readonly filtering: boolean;
  readonly known: number;
  readonly open: number;
  readonly conditional: number;
  readonly closed: number;
  readonly notable: readonly (NotableSyscall & { readonly openness: Openness })[];
  /** How many filters a program added to the runtime's, where these figures do not include what they answer. */
  readonly ownFilters: number;
  readonly words: string;
}

export function syscallsOf(container: ObservedContainer): Fact<Syscalls> {
  const filters = knownOf(initOf(container))?.seccompFilters ?? 0;
  return mapFact(container.syscalls, ({ filtering, known, closed, conditional }) => {
    const open = known - closed.length - conditional.length;
    const opennessOf = (name: string): Openness => {
      if (closed.includes(name)) return 'closed';
      return conditional.includes(name) ? 'conditional' : 'open';
    };
    return {
      filtering,
      known,
      open,
      conditional: conditional.length,
      closed: closed.length,
      notable: notableSyscalls.map((call) => ({ ...call, openness: opennessOf(call.name) })),
      ownFilters: filtering && container.syscalls.source === 'declared' ? Math.max(0, filters - 1) : 0,
      words: filtering
        ? `may make ${open} of ${known} system calls${conditional.length > 0 ? `, and ${conditional.length} with some arguments` : ''}`
        : `may make all ${known} system calls: no filter`,
    };
  });
}
