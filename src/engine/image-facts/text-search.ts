/** More places of a text in one file say nothing more. */
const mostPlaces = 20;

/** Looks for texts in what streams by, and keeps in which files they are. */
export class TextSearch {
  readonly #needles: readonly (readonly [text: string, bytes: Buffer])[];
  readonly #longest: number;
  readonly #found: ReadonlyMap<string, Set<string>>;

  constructor(texts: readonly string[]) {
    this.#needles = texts.map((text) => [text, Buffer.from(text)] as const);
    this.#longest = Math.max(0, ...this.#needles.map(([, { length }]) => length));
    this.#found = new Map(texts.map((text) => [text, new Set()]));
  }

  /** In which places a text was found. */
  placesOf(text: string): readonly string[] {
    return [...(this.#found.get(text) ?? [])];
  }

  /** Whether the text is in a name. */
  lookAt(name: string, place: string): void {
    for (const [text] of this.#needles) if (name.includes(text)) this.#keep(text, place);
  }

  /** Passes the bytes on, and looks at them, also where a text lies across two pieces. */
  async *watch(source: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Uint8Array> {
    if (this.#needles.length === 0) return yield* source;
    const around = this.#longest - 1;
    let before = Buffer.alloc(0);
    for await (const piece of source) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      const seam = Buffer.concat([before, bytes.subarray(0, around)]);
      for (const [text, needle] of this.#needles)
        if (bytes.includes(needle) || seam.includes(needle)) this.#keep(text, place);
      const end = bytes.length >= around ? bytes : Buffer.concat([before, bytes]);
      before = Buffer.from(end.subarray(Math.max(0, end.length - around)));
      yield piece;
    }
  }

  #keep(text: string, place: string): void {
    const places = this.#found.get(text);
    if (places && places.size < mostPlaces) places.add(place);
  }
}
