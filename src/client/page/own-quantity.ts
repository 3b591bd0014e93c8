/** A quantity of the reader's own containers, as the prose names it: `web.capability-count.effective`. */

import { parseQuantityPath, readQuantity } from '../../lab/checks/question.ts';
import type { Observation } from '../../lab/observation/observation.ts';

/** Undefined while it cannot be said. */
export function readOwn(path: string, observation: Observation): string | undefined {
  const quantity = parseQuantityPath(path);
  if ('problem' in quantity) return undefined;
  const truth = readQuantity(quantity, observation);
  return truth.known ? truth.value : undefined;
}
