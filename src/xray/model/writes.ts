import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedContainer, ObservedMount } from '../../lab/observation/observation.ts';
import { ownMounts } from '../rows/container-rows.ts';
import { mapFact } from './fact.ts';

/** A place in the file system, and whether it can be written. */
export interface Place {
  readonly path: string;
  readonly readOnly: boolean;
  /** `of the host`, `volume`, `memory`. */
  readonly kind: string;
}

/** The mounts that a container has beyond those of every container. */
export function placesOf({ mounts, declared }: ObservedContainer): Fact<readonly Place[]> {
  return mapFact(mounts, (all) =>
    ownMounts(all).map(({ mountPoint, readOnly, type }) => ({
      path: mountPoint,
      readOnly,
      kind: kindOf(declared.mounts.find(({ destination }) => destination === mountPoint)?.type, type),
    })),
  );
}

function kindOf(declared: string | undefined, type: ObservedMount['type']): string {
  if (declared === 'bind') return 'from the host';
  if (declared === 'volume') return 'volume';
  return type === 'tmpfs' ? 'memory' : type;
}
