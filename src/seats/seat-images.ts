/** The images of the catalogue that seats are made from. */
export const workbenchImage = 'drydock/workbench:1';

/** Of nested seats, by the Debian release whose Engine is in them; the oldest first. */
export const seatImages = { trixie: 'drydock/seat:1', forky: 'drydock/seat-forky:1' } as const;
export type SeatRelease = keyof typeof seatImages;
export const seatReleases = Object.keys(seatImages) as readonly SeatRelease[];

/** New seats get the newest Engine, which has the fewest known vulnerabilities. */
export const usualRelease: SeatRelease = 'forky';
