import { goOn } from '../lab/general/go-on.ts';

const newline = 0x0a;

/** Longer than any line that is looked for. */
const maxBytes = 1024;

/**
 * Takes the first line off an output where it is such a line, without its newline; `rest` is what follows it. Where it is
 * another, `line` is undefined and nothing is taken off. Whoever stops reading `rest` has `output` stop.
 */
export async function takeFirstLine(
  output: AsyncIterable<Uint8Array>,
  expected: RegExp,
): Promise<{ readonly line: string | undefined; readonly rest: AsyncGenerator<Uint8Array> }> {
  const reader = output[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  let end = -1;
  while (end < 0 && begun.length < maxBytes) {
    const next = await reader.next();
    if (next.done === true) break;
    begun = Buffer.concat([begun, next.value]);
    end = begun.indexOf(newline);
  }
  const line = begun.subarray(0, Math.max(end, 0)).toString();
  return end >= 0 && expected.test(line)
    ? { line, rest: goOn(begun.subarray(end + 1), reader) }
    : { line: undefined, rest: goOn(begun, reader) };
}
