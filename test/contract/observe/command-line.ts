import { spawn } from 'node:child_process';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { Probe } from '../../../src/lab/ports/seat.ts';

/** A `Probe` over the standard streams of a program started here. For programs that need no engine. */
export function openCommandLine(argv: readonly string[]): Probe {
  const [file = '', ...rest] = argv;
  const child = spawn(file, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: PromiseWithResolvers<string>[] = [];
  let ended: string | undefined;
  const lost = (why: string) => {
    ended ??= why;
    for (const each of waiting.splice(0)) each.reject(new DrydockError('engine-lost', { message: why }));
  };
  let kept = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]);
    for (;;) {
      const line = kept.indexOf('\n');
      const end = line + 1 + Number(kept.subarray(0, Math.max(line, 0)).toString());
      if (line < 0 || kept.length < end) return;
      waiting.shift()?.resolve(kept.subarray(line + 1, end).toString());
      kept = kept.subarray(end);
    }
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.on('close', () => lost('The program ended.'));
  child.on('error', (error) => lost(error.message));
  child.stdin.on('error', () => undefined);
  return {
    async ask(request) {
      if (ended !== undefined) throw new DrydockError('engine-lost', { message: ended });
      const answer = Promise.withResolvers<string>();
      waiting.push(answer);
      child.stdin.write(`${request}\n`);
      return answer.promise;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await closed;
    },
  };
}
