import { ByteBound, bounds } from './bounded.ts';

/**
 * The JSON values of a stream that sends one a line, as the Engine's progress and event streams do. Rejects with
 * `too-big` where a line has more than `bounds.line`.
 */
export async function* readJsonLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  const bound = new ByteBound('A line of a stream of the Docker Engine', bounds.line);
  let pieces: string[] = [];
  for await (const chunk of source) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      bound.add(line.length);
      const whole = pieces.join('') + line;
      pieces = [];
      bound.restart();
      if (whole.trim() !== '') yield JSON.parse(whole);
    }
    bound.add(rest.length);
    if (rest !== '') pieces.push(rest);
  }
  const last = pieces.join('');
  if (last.trim() !== '') yield JSON.parse(last);
}
