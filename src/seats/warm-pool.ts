import type { OnProgress } from '../lab/ports/seat.ts';
import { forOne } from './choice/choose-seat.ts';
import { poolSize } from './choice/pool-size.ts';
import type { EngineParts, ReadyProviders } from './engine-parts.ts';

/**
 * Keeps nested seats ready from now on, each with the images that the first lab needs, as many as the settings say, and
 * tells how that goes. The pool ends with its provider.
 */
export function warmPool(
  { nested, provider, seats: settings = forOne }: ReadyProviders,
  { prepareImages, first }: Pick<EngineParts, 'prepareImages' | 'first'>,
  report: OnProgress,
): void {
  const { size, refusal } = poolSize(settings, provider.kind);
  const step = { step: 'seat.pool', title: 'Keep seats ready' };
  if (refusal !== undefined) {
    report({ ...step, status: 'skipped', detail: refusal });
    return;
  }
  nested.warm?.({
    size,
    fill: (seat, signal) => prepareImages(seat, nested, first, () => undefined, signal),
    images: first,
    onState({ ready, standsStill }) {
      if (size === 0 && standsStill === undefined) return;
      const full = ready >= size || standsStill !== undefined;
      const detail = [`${ready} of ${size}`, ...(standsStill === undefined ? [] : [standsStill])].join(': ');
      report({ ...step, status: full ? 'done' : 'running', detail });
    },
  });
}
