/** The code of a session as somebody types, pastes or follows it. The server says what is none. */

/** `k7qf3m2x` as the room shows it: `K7QF-3M2X`. What is more than a code is left as it was typed. */
export function groupCode(typed: string): string {
  const signs = codeIn(typed).replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (signs.length > 8) return typed;
  return signs.length > 4 ? `${signs.slice(0, 4)}-${signs.slice(4)}` : signs;
}

/** An address that was pasted has the code behind its `#`. */
const codeIn = (typed: string): string =>
  (/^\s*https?:\/\/.*#(?<code>.*)$/s.exec(typed)?.groups?.code ?? typed).toUpperCase();

export interface JoinAddress {
  readonly code?: string;
  /** Of a personal link. */
  readonly token?: string;
}

/** What stands behind the `#` of an address of the page: a code, or `link=TOKEN`. */
export function readJoinHash(hash: string): JoinAddress {
  const text = decoded(hash.replace(/^#/, ''));
  if (text.startsWith('link=')) return { token: text.slice('link='.length) };
  return text === '' ? {} : { code: groupCode(text) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
