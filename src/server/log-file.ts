import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DestinationStream } from 'pino';

export interface LogFileOptions {
  /** A file grows to this. */
  readonly mostBytes?: number;
  /** How many full files stay beside it: `server.log.1` is the newest. */
  readonly files?: number;
  readonly now?: () => Date;
}

const usualMostBytes = 8 * 1024 * 1024;
const usualFiles = 3;

/**
 * A log that takes no more of the disk than so many files of so many bytes, whoever fills it. Each file but the first
 * ever begins with a line that says where the lines before it are, and how many went with the oldest file. What the
 * disk would not take is counted, and told with the next line that it takes. Never throws.
 */
export class LogFile implements DestinationStream, Disposable {
  readonly #path: string;
  readonly #mostBytes: number;
  readonly #files: number;
  readonly #now: () => Date;
  #fd: number | undefined;
  #bytes = 0;
  #lost = 0;

  constructor(path: string, { mostBytes, files, now }: LogFileOptions = {}) {
    this.#path = path;
    this.#mostBytes = mostBytes ?? usualMostBytes;
    this.#files = files ?? usualFiles;
    this.#now = now ?? (() => new Date());
    mkdirSync(dirname(path), { recursive: true });
    this.#open();
  }

  write(line: string): void {
    try {
      if (this.#fd === undefined) this.#open();
      if (this.#bytes > 0 && this.#bytes + Buffer.byteLength(line) > this.#mostBytes) this.#rotate();
      if (this.#lost > 0) {
        this.#append(this.#line(`${this.#lost} lines before this one could not be written`));
        this.#lost = 0;
      }
      this.#append(line);
    } catch {
      // There is nowhere left to say so.
      this.#lost += 1;
    }
  }

  [Symbol.dispose](): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): void {
    this.#fd = openSync(this.#path, 'a', 0o600);
    this.#bytes = fstatSync(this.#fd).size;
  }

  /** Each file takes the name of the next older one; the oldest goes. */
  #rotate(): void {
    this[Symbol.dispose]();
    for (let number = this.#files; number >= 1; number -= 1) {
      const newer = number === 1 ? this.#path : `${this.#path}.${number - 1}`;
      renameIfThere(newer, `${this.#path}.${number}`);
    }
    this.#open();
    const before = `${this.#path}.1 to .${this.#files}`;
    this.#append(
      this.#line(
        `this log was full and begins anew; what was in it before is in ${before}, older lines are deleted`,
      ),
    );
  }

  /** A line whole or not at all: a disk that is full may take a part. */
  #append(line: string): void {
    if (this.#fd === undefined) throw new Error('the log is closed');
    if (writeSync(this.#fd, line) < Buffer.byteLength(line)) {
      ftruncateSync(this.#fd, this.#bytes);
      throw new Error('the disk is full');
    }
    this.#bytes += Buffer.byteLength(line);
  }

  #line(msg: string): string {
    return `${JSON.stringify({ level: 40, time: this.#now().toISOString(), msg })}\n`;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
