import { hashSpec } from '../../engine/container-spec.ts';
import { type SeatContainerParts, seatContainer } from './seat-container.ts';
import type { SeatNetwork } from './seat-slot.ts';

export interface FingerprintParts
  extends Pick<
    SeatContainerParts,
    'seatClass' | 'info' | 'workspacesDir' | 'limits' | 'image' | 'imageStore'
  > {
  readonly network: SeatNetwork;
  /** The id of that image: its name stays when it is made anew. */
  readonly imageId: string;
}

/** A hash of what seats are made of and may do: the same for seats that differ only in whose they are. Pure. */
export function poolFingerprint({ network, imageId, ...parts }: FingerprintParts): string {
  const nobodys = { ...parts, homeId: '', seatId: '', owner: undefined, slot: 0, volume: '' };
  const spec = seatContainer({ ...nobodys, network });
  const { diskBytes = 'none' } = parts.limits;
  return hashSpec({ ...spec, image: imageId, labels: { ...spec.labels, disk: String(diskBytes) } }).slice(
    0,
    8,
  );
}
