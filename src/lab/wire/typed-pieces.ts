/**
 * Pieces of what is typed, each of which fits into a frame that the server takes (64 KiB), written as JSON with an escape of
 * six characters for each; never cut inside a surrogate pair.
 */
export function piecesOf(text: string, size = 8_000): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + size, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
