/** BPF programs that a container holds attached. */
import * as z from 'zod';
import { containerMatcher, judgeFact, listWords } from './matcher.ts';

/** `link_type` as /proc/PID/fdinfo says it; `lsm` are links of tracing that are attached to a hook of an LSM. */
const linkTypes = [
  'raw_tracepoint',
  'tracing',
  'lsm',
  'perf_event',
  'kprobe_multi',
  'cgroup',
  'xdp',
  'tcx',
  'netns',
  'iter',
] as const;
type LinkType = (typeof linkTypes)[number];

export const bpfAttached = containerMatcher({
  kind: 'bpf-attached',
  asks: ['bpf'],
  fields: { types: z.array(z.enum(linkTypes)).min(1) },
  title: ({ types }) => `has a BPF program attached (${types.join(' or ')})`,
  expected: ({ types }) => `a BPF program attached as ${listWords(types, 4, 'or')}`,
  judge: ({ types }, container) =>
    judgeFact(container.asked.bpfLinks, (links) => ({
      ok: links.some(({ type }) => types.some((each) => each === type)),
      observed: links.length
        ? `has BPF programs attached as ${listWords([...new Set(links.map(({ type }) => type))])}`
        : 'has no BPF program attached',
    })),
});

/** bpf(2), as far as a process of the container holds the link. What was pinned and let go of is not seen. */
export const bpf = {
  attached: (...types: LinkType[]) => ({ kind: 'bpf-attached', types }) as const,
};
