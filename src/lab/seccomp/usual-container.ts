import { dockerDefault } from '../observation/capabilities.ts';
import type { FilterContext } from './filter-plan.ts';

/** A container to which nobody gave or took a capability, on a kernel of today. */
export const usualContainer = (machine: FilterContext['machine']): FilterContext => ({
  machine,
  capabilities: new Set([...dockerDefault].map((name) => `CAP_${name}`)),
  kernel: '6.12',
});
