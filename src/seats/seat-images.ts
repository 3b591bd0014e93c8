import type { SeatClass } from '../lab/seats/seat-class.ts';

/** The images of the catalogue that seats are made from. */
export const workbenchImage = 'drydock/workbench:1';

/** The Debian releases whose Engine a nested seat can have; the oldest first. */
export const seatReleases = ['trixie', 'forky'] as const;
export type SeatRelease = (typeof seatReleases)[number];

export const seatImages: Readonly<Record<SeatRelease, string>> = {
  trixie: 'drydock/seat:1',
  forky: 'drydock/seat-forky:1',
};

/** The Compose that comes with it. A workbench beside another engine has that of the older. */
export const composeOf: Readonly<Record<SeatRelease, string>> = { trixie: '2.26', forky: '2.40' };

/** What keeps an Engine's images: containerd, as where Docker 29 is installed anew, or a storage driver of its own. */
export const imageStores = ['containerd', 'graph-driver'] as const;
export type ImageStore = (typeof imageStores)[number];

/** Which Engine a nested seat has. */
export interface SeatEngine {
  readonly release: SeatRelease;
  readonly imageStore: ImageStore;
}

/** What new seats get where nobody says otherwise: the newest that is here, with the store that Docker 29 begins with. */
export const usualEngine: SeatEngine = { release: 'forky', imageStore: 'containerd' };

/** What keeps the images of an Engine of this release where nobody says it, as in a new installation of that time. */
export const usualStoreOf = (release: SeatRelease): ImageStore =>
  release === usualEngine.release ? usualEngine.imageStore : 'graph-driver';

/** Engine 28 with `--rootless` wants the state of RootlessKit; a rootless seat makes its namespaces by itself. */
const rootlessEngine: SeatEngine = { release: 'trixie', imageStore: 'graph-driver' };

/** Which Engine a seat of this class has, where this one was asked for. */
export function engineOf(seatClass: SeatClass, asked: SeatEngine = usualEngine): SeatEngine {
  return seatClass === 'rootless' ? rootlessEngine : asked;
}
