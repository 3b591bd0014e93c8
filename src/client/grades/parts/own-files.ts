/** Files between the page and the reader's disk. */

/** Bytes as the server takes them: Base64, by which letters of any encoding stay what they are. */
export function inBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // So many at once as arguments of a call may be.
  for (let at = 0; at < bytes.length; at += 0x8000)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}

export interface ChosenTable {
  readonly file: string;
  /** Base64. */
  readonly content: string;
}

export const pastedTable = (file: string, text: string): ChosenTable => ({
  file,
  content: inBase64(new TextEncoder().encode(text)),
});

export const chosenTable = async (file: File): Promise<ChosenTable> => ({
  file: file.name,
  content: inBase64(new Uint8Array(await file.arrayBuffer())),
});

/** A row of a table that a spreadsheet opens, with no cell that it takes for a formula. */
export const csvRow = (cells: readonly string[]): string =>
  cells.map((cell) => `"${cell.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`).join(',');
