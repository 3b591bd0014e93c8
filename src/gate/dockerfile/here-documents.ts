/**
 * Here-documents of RUN, COPY and ADD: lines that belong to an instruction and are none themselves.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 */
import type { DockerfileFault } from './fault.ts';
import { shellWords, spaces, splitFlags } from './words.ts';

export interface HereDocument {
  /** The line that ends it. */
  readonly name: string;
  /** `<<-`: tabs before that line do not count. */
  readonly tabs: boolean;
}

export type HereDocuments = { readonly found: readonly HereDocument[] } | Omit<DockerfileFault, 'line'>;

const taking = new Set(['run', 'copy', 'add']);
/** What a word looks like that begins one: a descriptor's number, `<<`, perhaps a minus, and its name. */
const looksLike = /^\d*<<(-?)([^<]+)$/;
const plainName = /^(?:([A-Za-z_][\w.-]*)|'([A-Za-z_][\w.-]*)'|"([A-Za-z_][\w.-]*)")$/;

/** Which an instruction begins, in their order; a fault where it is unclear whether it does. */
export function hereDocuments({
  name,
  rest,
}: {
  readonly name: string;
  readonly rest: string;
}): HereDocuments {
  const inner = name === 'onbuild' ? (rest.split(spaces, 1)[0] ?? '') : name;
  const body = name === 'onbuild' ? splitFlags(rest.slice(inner.length)).rest : rest;
  if (!taking.has(inner.toLowerCase()) || !body.includes('<<') || jsonWords(body)) return { found: [] };
  const words = shellWords(body);
  if (words === undefined) return unclear(body);
  const found: HereDocument[] = [];
  for (const word of words) {
    const [, minus, written] = looksLike.exec(word) ?? [];
    if (written === undefined) continue;
    const [, bare, single, double] = plainName.exec(written) ?? [];
    const end = bare ?? single ?? double;
    // A list in JSON with something behind it is one to some builders.
    if (end === undefined || body.startsWith('[') || /\$\{(?![A-Za-z_]\w*\})/.test(body))
      return unclear(word);
    found.push({ name: end, tabs: minus === '-' });
  }
  return { found };
}

const unclear = (what: string) => ({
  refuse: `it is unclear where the here-document of “${what.slice(0, 40)}” ends`,
  fix: 'Give it a name of letters, as in `<<EOF`, or write the lines as a script and COPY it.',
});

/** The words of a list in JSON; undefined where the text is none, and so is read as words of a shell. */
export function jsonWords(text: string): readonly string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
