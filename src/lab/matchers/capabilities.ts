import * as z from 'zod';
import { type CapabilityName, capabilityNames } from '../observation/capabilities.ts';
import { listWords, processMatcher } from './matcher.ts';

export const capabilitySetNames = ['inheritable', 'permitted', 'effective', 'bounding', 'ambient'] as const;
export type CapabilitySetName = (typeof capabilitySetNames)[number];

export const capabilities = processMatcher({
  kind: 'capabilities',
  fields: {
    /** One of the five sets of capabilities(7). */
    set: z.enum(capabilitySetNames),
    /** `within`: no other than the names. `without`: none of the names. `including`: at least the names. */
    rule: z.enum(['within', 'without', 'including']),
    names: z.array(z.enum(capabilityNames)).readonly(),
  },
  title: ({ set, rule, names }) =>
    rule === 'within' && names.length === 0
      ? `no ${set} capabilities`
      : rule === 'within'
        ? `no ${set} capability but ${listWords(names)}`
        : rule === 'without'
          ? `no ${listWords(names, 4, 'or')} in ${set}`
          : `${listWords(names)} in ${set}`,
  expected: ({ rule, names }) =>
    rule === 'within'
      ? names.length === 0
        ? 'none'
        : `at most ${listWords(names)}`
      : rule === 'without'
        ? `no ${listWords(names, 4, 'or')}`
        : listWords(names),
  judge({ set, rule, names }, process) {
    const held = process.capabilities[set];
    const holds = (name: CapabilityName) => held.includes(name);
    const wrong =
      rule === 'within'
        ? held.filter((name) => !names.includes(name))
        : rule === 'without'
          ? names.filter(holds)
          : names.filter((name) => !holds(name));
    const ok = wrong.length === 0;
    const observed =
      ok || rule === 'including' ? `${set} holds ${listWords(held)}` : `${set} holds ${listWords(wrong, 15)}`;
    return { ok, observed };
  },
});

const rules = (set: CapabilitySetName) => ({
  set,
  /** The set is empty. */
  none: () => ({ kind: 'capabilities', set, rule: 'within', names: [] }) as const,
  /** Nothing but these; fewer is right too. */
  within: (...names: CapabilityName[]) => ({ kind: 'capabilities', set, rule: 'within', names }) as const,
  without: (...names: CapabilityName[]) => ({ kind: 'capabilities', set, rule: 'without', names }) as const,
  including: (...names: CapabilityName[]) =>
    ({ kind: 'capabilities', set, rule: 'including', names }) as const,
});

/** The sets of capabilities(7): `caps.effective.none()`, `caps.bounding.within('NET_BIND_SERVICE')`. */
export const caps = {
  inheritable: rules('inheritable'),
  permitted: rules('permitted'),
  effective: rules('effective'),
  bounding: rules('bounding'),
  ambient: rules('ambient'),
};
