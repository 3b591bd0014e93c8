/** Splits a line of a profile, of pseudo code or of a program into words and the kind of each, for colours. */
export interface Piece {
  readonly text: string;
  readonly kind?: 'key' | 'string' | 'number' | 'word' | 'comment' | undefined;
}

const kinds = {
  json: [
    ['key', /"[^"]*"(?=\s*:)/y],
    ['string', /"[^"]*"/y],
    ['number', /\d+/y],
  ],
  pfc: [
    ['comment', /#.*/y],
    ['word', /\b(?:if|action)\b/y],
    ['key', /\$\w+/y],
    ['number', /\b(?:0x[\da-f]+|\d+)\b/y],
  ],
  bpf: [
    ['comment', /^\d{4}:/y],
    ['word', /\b(?:ld|jeq|jgt|jge|jmp|and|ret)\b/y],
    ['comment', /\b(?:true|false):/y],
    ['key', /\$\w+/y],
    ['number', /\b(?:0x[\da-f]+|\d+)\b/y],
  ],
} as const;

export function markCode(line: string, language: keyof typeof kinds): readonly Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (let at = 0; at < line.length; ) {
    const found = kinds[language].map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(line)?.[0] ?? '' };
    });
    const next = found.find(({ text }) => text !== '');
    if (next) {
      if (plain) pieces.push({ text: plain });
      pieces.push(next);
      plain = '';
    } else plain += line[at];
    at += next?.text.length ?? 1;
  }
  return plain ? [...pieces, { text: plain }] : pieces;
}
