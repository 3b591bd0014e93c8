/** Whether one service reaches a port of another, as a value of an author's `lab.ts`. */
import type { CheckDraft } from './check-draft.ts';
import { draft } from './check-draft.ts';
import { probeOf } from './program.ts';

type Named = { readonly name: string };

/**
 * A TCP connection from the network of each running container of one service to each address of another, tried for
 * Check and for the proof. No image needs a program for it.
 */
export function reach(
  from: Named,
  to: Named,
  port: number,
  { withinMs }: { readonly withinMs?: number } = {},
) {
  const probe = probeOf({
    kind: 'reach',
    service: from.name,
    to: to.name,
    port,
    ...(withinMs === undefined ? {} : { timeoutMs: withinMs }),
  });
  const expecting = (arrives: boolean): CheckDraft =>
    draft(from.name, 'init', { kind: 'reach-result', probe: probe.id, to: to.name, port, arrives }, [probe]);
  return {
    probe,
    /** Something listens there, and it is reached. */
    arrives: () => expecting(true),
    /** No packet gets there. That nobody listens there is something else. */
    isShut: () => expecting(false),
  };
}
