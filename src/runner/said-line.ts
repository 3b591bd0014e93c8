import { goOn } from '../lab/general/go-on.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';

const newline = 0x0a;

/** The line comes within so many bytes, or it is not looked for any longer. */
const maxBytes = 1024;

/**
 * Takes a line that a program says near its beginning off its output, without its newline; a warning may stand before it.
 * `rest` is everything else. Where the line does not come, `line` is undefined and nothing is taken off. Rejects with the
 * signal's reason once that is aborted. Whoever stops reading `rest` has `output` stop.
 */
export async function takeSaidLine(
  output: AsyncIterable<Uint8Array>,
  expected: RegExp,
  signal: AbortSignal,
): Promise<{ readonly line: string | undefined; readonly rest: AsyncGenerator<Uint8Array> }> {
  const reader = output[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  let start = 0;
  while (start < maxBytes) {
    const end = begun.indexOf(newline, start);
    if (end < 0) {
      if (begun.length >= maxBytes) break;
      const next = await unlessAborted(reader.next(), signal);
      if (next.done === true) break;
      begun = Buffer.concat([begun, next.value]);
      continue;
    }
    const line = begun.subarray(start, end).toString();
    if (expected.test(line)) {
      const others = Buffer.concat([begun.subarray(0, start), begun.subarray(end + 1)]);
      return { line, rest: goOn(others, reader) };
    }
    start = end + 1;
  }
  return { line: undefined, rest: goOn(begun, reader) };
}
