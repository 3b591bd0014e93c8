/** Controls but the tab, ends of lines of other kinds, halves of a character, what turns text, and no characters at all. */
export const unprintable = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufeff\ufffe\uffff]/gu;

const named: Readonly<Partial<Record<string, string>>> = { '\n': '\\n', '\r': '\\r' };

/** Text that somebody wrote into a container as one line: what would end it, or is not seen, as an escape. */
export function oneLine(text: string): string {
  return text.replaceAll(unprintable, (found) => {
    const code = found.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    return named[found] ?? (code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`);
  });
}
