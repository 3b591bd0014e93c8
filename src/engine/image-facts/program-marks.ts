import { goOn } from '../../lab/general/go-on.ts';
import { TextSearch } from './text-search.ts';

export type ProgramKind = 'shell' | 'glibc' | 'musl';

/**
 * Texts that only these programs hold, whatever their file is called: bash, dash and BusyBox, and the loaders of the two
 * C libraries. A loader of a library is not in a program that is linked statically with it.
 */
const texts: Readonly<Record<string, ProgramKind>> = {
  'GNU bash, version': 'shell',
  'trap: %s: bad trap': 'shell',
  'BusyBox is copyrighted': 'shell',
  "ld.so', the program interpreter": 'glibc',
  'musl libc (': 'musl',
};

/** The first bytes of an ELF file: elf(5). */
const magic = Buffer.from('\x7fELF', 'latin1');

/** Finds out what a program is by its content, as that streams by. Scripts and data are nothing. */
export class ProgramMarks {
  readonly #search = new TextSearch(Object.keys(texts));

  /** Passes the bytes on. */
  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const pieces = source[Symbol.asyncIterator]();
    let head = Buffer.alloc(0);
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      head = Buffer.concat([head, next.value]);
      if (head.length >= magic.length) break;
    }
    const whole = goOn(head, pieces);
    yield* head.subarray(0, magic.length).equals(magic) ? this.#search.watch(whole, '') : whole;
  }

  kind(): ProgramKind | undefined {
    return Object.entries(texts).find(([text]) => this.#search.placesOf(text).length > 0)?.[1];
  }
}
