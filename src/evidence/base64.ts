/** Base64 of RFC 4648, sections 4 and 5. */

/** Of the standard alphabet, with its padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  // What is spread at once are arguments, of which an engine takes some tens of thousands.
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

/**
 * The bytes of a text of either alphabet, which DSSE asks every reader to take, with padding or without. Undefined for
 * one that no encoder writes, as with bits set that belong to no byte: what is changed in a text changes its bytes.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const standard = /[-_]/.test(text) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  if (/[-_]/.test(text) && /[+/]/.test(text)) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(standard)) return undefined;
  const padded = standard.padEnd(Math.ceil(standard.length / 4) * 4, '=');
  // Padding is all there, or none of it.
  if (padded !== standard && standard.includes('=')) return undefined;
  try {
    const bytes = Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
    return encodeBase64(bytes) === padded ? bytes : undefined;
  } catch {
    return undefined;
  }
}
