import { posix } from 'node:path';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import { ChangedWhileRead } from '../changed-while-read.ts';
import { slotUser } from './seat-slot.ts';

/** What is asked of the inside of a seat: programs, and files as archives. */
export type Inside = Pick<Engine, 'exec' | 'run' | 'putArchive' | 'getArchive'>;

/**
 * The inside of a rootless seat, from its container on the outer engine. Whoever is root there is a user of the
 * container in namespaces of its own, so programs are started as that user and enter those.
 */
export function enterRootless(outer: Pick<ConnectedEngine, 'exec' | 'run'>, slot: number): Inside {
  const place = { cwd: '/', user: slotUser(slot) };
  const enter = (argv: readonly string[], cwd = '/') => ['drydock-enter', cwd, ...argv];
  const programs: Programs = {
    exec: (container, request, signal) =>
      outer.exec(container, { ...request, ...place, argv: enter(request.argv, request.cwd) }, signal),
    run: (container, argv, options = {}) =>
      outer.run(container, enter(argv, options.cwd), { ...options, ...place }),
  };
  return { ...programs, ...archivesOf(programs) };
}

type Programs = Pick<Engine, 'exec' | 'run'>;

/**
 * Files of a rootless seat as archives. They come and go through programs in there, since the outer engine would write
 * them as its own root, who is nobody inside.
 */
export function archivesOf({ exec, run }: Programs): Pick<Engine, 'putArchive' | 'getArchive'> {
  return {
    async putArchive(container, path, tar, signal) {
      const input = tar instanceof Uint8Array ? tar : await gather(tar);
      const argv = ['tar', '-xpf', '-', '-C', path];
      const done = await run(container, argv, {
        input,
        timeoutMs: archiveMs,
        ...(signal && { signal }),
      });
      if (done.exitCode !== 0) throw notPut(path, done.stderr);
    },
    async getArchive(container, path, signal) {
      const argv = ['tar', '-cf', '-', '-C', posix.dirname(path), posix.basename(path)];
      const process = await exec(container, { argv }, signal);
      // Who has given up meanwhile does not read it to its end.
      if (signal?.aborted) await process[Symbol.asyncDispose]();
      return takeArchive(process, path, signal);
    },
  };
}

/** A workspace within its bounds takes seconds; the program in there is whoever's is root in there. */
const archiveMs = 120_000;
/** Of what a program complains of, its end. */
const mostWords = 4_000;

async function* takeArchive(
  process: Awaited<ReturnType<Inside['exec']>>,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  await using tar = process;
  const complaint = lastWords(tar.errorOutput).catch(() => '');
  let isLate = false;
  const end = () => void tar[Symbol.asyncDispose]();
  const deadline = setTimeout(() => {
    isLate = true;
    end();
  }, archiveMs);
  signal?.addEventListener('abort', end, { once: true });
  try {
    yield* tar.output;
    const exitCode = await tar.exit;
    const words = exitCode === 0 ? '' : await complaint;
    if (exitCode > 1) throw notTaken(path, words);
    // 1: a file changed while it was read, as files of running programs do. What grew is whole as it was; of what
    // shrank, tar makes up the rest.
    if (/shrank by|padding with zeros/.test(words)) throw changedWhileRead(path, words);
  } catch (error) {
    throw isLate ? tookTooLong(path, error) : error;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', end);
  }
}

async function lastWords(source: AsyncIterable<Uint8Array>): Promise<string> {
  let words = Buffer.alloc(0);
  for await (const chunk of source) words = Buffer.concat([words, chunk]).subarray(-mostWords);
  return words.toString();
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Of a folder, or what goes into it, that could not be written in a seat. */
export function notPut(path: string, output: string): DrydockError {
  const what = `Your files could not be put into the seat, at ${path}`;
  const stays = 'What the server has of them is whole.';
  // GNU tar says the last of a write that the disk took in part only.
  if (/No space left on device|Disk quota exceeded|Wrote only \d+ of \d+ bytes/.test(output))
    return new DrydockError('disk-full', {
      message: `${what}: the seat’s disk is full. ${stays}`,
      fix: 'Make room in its terminal (`docker system df` shows what takes it), stop other labs, or raise --seat-disk.',
      output: output.slice(-mostWords),
    });
  return new DrydockError('engine-failed', {
    message: `${what}; the program there failed. ${stays}`,
    fix: 'What it printed is below. Where a program holds a file or a folder, end it in the terminal; then do this again.',
    output: output.slice(-mostWords),
  });
}

function notTaken(path: string, output: string): DrydockError {
  return new DrydockError('engine-failed', {
    message: `Your files could not be taken out of the seat, from ${path}: tar failed there. What the server has of them is as it was.`,
    fix: 'What it printed is below. See in the terminal that the folder is there and can be read, then do this again. `drydock stop` ends a seat that is beyond repair: files on the server stay, files that only the seat has are lost.',
    output,
  });
}

function tookTooLong(path: string, cause: unknown): DrydockError {
  return new DrydockError('timed-out', {
    message: `Your files could not be taken out of the seat, from ${path}: tar did not end there within ${archiveMs / 1000} s. What the server has of them is as it was.`,
    fix: 'See in the terminal that `tar` works and what keeps the disk busy, then do this again.',
    cause,
  });
}

function changedWhileRead(path: string, output: string): DrydockError {
  return new DrydockError('engine-failed', {
    message: `Your files could not be taken out of the seat, from ${path}: a program there cut a file while it was read. What the server has of them is as it was.`,
    fix: 'Do this again. Where it stays so, end the program that writes the file named below.',
    output,
    cause: new ChangedWhileRead(),
  });
}
