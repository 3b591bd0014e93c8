/** The name of one wish to join: under the same one the server lets nobody in twice, also after a reload. */
const place = 'drydock:join-asked';

/** Drawn once a visit. Without storage it lives as long as the page. */
export function askedOnce(): string {
  const kept = sessionStorage.getItem(place);
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept;
  const drawn = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  sessionStorage.setItem(place, drawn);
  return drawn;
}

/** The next who joins here is somebody else. */
export const forgetAsked = (): void => sessionStorage.removeItem(place);
