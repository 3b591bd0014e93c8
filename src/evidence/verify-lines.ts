import { DrydockError } from '../lab/errors.ts';
import { type ChainReport, checkChain } from './chain.ts';
import type { KnownKey } from './key.ts';
import { circumstancesOf } from './statement.ts';
import { type Verdict, verifyEnvelope } from './verify-envelope.ts';

export interface VerifiedFile {
  readonly lines: readonly { readonly line: number; readonly verdict: Verdict }[];
  /** Of the lines that can be believed; undefined where there is none. */
  readonly chain: ChainReport | undefined;
  /** The head that was asked for is the hash of none of them. */
  readonly lacksHead: boolean;
  /** Every line can be believed, they follow one another, and the head that was asked for is there. */
  readonly ok: boolean;
}

/**
 * Verifies a file of evidence: one envelope in JSON, however that is laid out, or one in each line, which are then a
 * chain. Throws `too-big` for more lines than that. `head` is a hash that has to be in it: whoever wrote it down once can tell whether the end was cut off.
 */
export function verifyText(text: string, keys: readonly KnownKey[], head?: string): VerifiedFile {
  const lines = splitEnvelopes(text).map(({ line, envelope }) => ({
    line,
    verdict: verifyEnvelope(envelope, keys),
  }));
  const chain = checkChain(
    lines.flatMap(({ line, verdict }) =>
      verdict.ok ? [{ line, hash: verdict.hash, ...circumstancesOf(verdict.statement).chain }] : [],
    ),
  );
  const believed = lines.every(({ verdict }) => verdict.ok);
  const lacksHead = head !== undefined && !lines.some(({ verdict }) => verdict.ok && verdict.hash === head);
  return { lines, chain, lacksHead, ok: believed && !lacksHead && chain?.faults.length === 0 };
}

/** Of a file: verified in some seconds. */
const mostLines = 100_000;

/** JSON Lines where the first line is JSON by itself; else one text. Empty lines are passed over. */
function splitEnvelopes(text: string): readonly { readonly line: number; readonly envelope: string }[] {
  const all = text.split('\n', mostLines + 1);
  if (all.length > mostLines)
    throw new DrydockError('too-big', {
      message: `It has more than ${mostLines} lines, and a chain that is verified at once may have so many.`,
      fix: 'Cut it into files of as many lines: each begins with the number that follows the last one.',
    });
  const lines = all.map((envelope, index) => ({ line: index + 1, envelope: envelope.trim() }));
  const filled = lines.filter(({ envelope }) => envelope !== '');
  const [first] = filled;
  if (!first) return [];
  return filled.length > 1 && isJson(first.envelope) ? filled : [{ line: first.line, envelope: text.trim() }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
