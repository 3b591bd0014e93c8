import * as z from 'zod';
import { containerMatcher, type Judged } from './matcher.ts';

/**
 * Whose kernel answers a container's system calls. Two things have to agree: what uname(2) says inside, and whether
 * the host sees the container's processes as its own. A program in an image can print any release; it cannot take
 * its process off the host's process table.
 */
export const kernel = containerMatcher({
  kind: 'kernel',
  fields: {
    /** The id of an exec probe that prints the release of the kernel, as `uname -r` does. */
    probe: z.string(),
    own: z.boolean(),
  },
  title: ({ own }) => (own ? 'has a kernel of its own' : 'runs on the kernel of the host'),
  expected: ({ own }) => (own ? 'a kernel of its own' : 'the kernel of the host'),
  judge({ own, probe }, { processes, declared }, { observation: { host, probes } }) {
    if (host.source === 'unknown') return host;
    const tried = probes[probe];
    const result = tried?.replicas?.find(({ container }) => container === declared.name) ?? tried;
    if (!result) return { source: 'unknown', reason: 'it is tried when you press Check', cause: 'not-yet' };
    const inside = result.exitCode === 0 ? result.stdout?.trim() : undefined;
    const answer = (judged: Judged) =>
      ({ source: processes.source === 'kernel' ? 'kernel' : 'sandbox', value: judged }) as const;
    if (!inside) {
      const why = result.error ?? result.stderr?.trim();
      return answer({ ok: false, observed: `could not be asked for its kernel: ${why || 'no answer'}` });
    }
    const differs = inside !== host.value.kernel;
    if (processes.source === 'kernel')
      return answer({
        ok: !own && !differs,
        observed: differs
          ? `says that its kernel is ${inside}, but its processes are the host’s`
          : `runs on the host’s kernel, ${inside}`,
      });
    return answer({
      ok: own && differs,
      observed: differs
        ? `runs on a kernel of its own, ${inside}; the host’s is ${host.value.kernel}`
        : `is not seen among the host’s processes, but says that its kernel is the host’s, ${inside}`,
    });
  },
});
