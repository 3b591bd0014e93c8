/** FNV-1a of a text, in base 36: tells apart what would be too long for a name. */
export function shortHash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(36);
}
