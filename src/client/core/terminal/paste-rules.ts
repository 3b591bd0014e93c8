/** What to do with a text that the reader pastes into a terminal. */
export type PasteVerdict =
  | { readonly kind: 'nothing' }
  /** One line: goes in as it is. */
  | { readonly kind: 'type'; readonly text: string }
  /** Several lines: the reader sees them first, since a shell may run each. */
  | { readonly kind: 'show'; readonly text: string; readonly lines: number };

/**
 * Judges a paste. Control characters never go in: an escape sequence in copied text could end a bracketed
 * paste and run what follows. The newline behind a single line is dropped, so that Enter stays the reader's.
 */
export function judgePaste(raw: string): PasteVerdict {
  const text = withoutControls(raw.replaceAll(/\r\n?/g, '\n'));
  const body = text.replace(/\n+$/, '');
  if (body === '') return { kind: 'nothing' };
  const lines = body.split('\n').length;
  if (lines === 1) return { kind: 'type', text: body };
  return { kind: 'show', text, lines };
}

/** C0 except tab and newline, DEL and C1. */
function withoutControls(text: string): string {
  return Array.from(text)
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code === 9 || code === 10 || (code >= 32 && code < 127) || code > 159;
    })
    .join('');
}
