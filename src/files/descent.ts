import { codeOf, type Folder } from './folder.ts';

/**
 * Goes from folder to folder below a root, and holds the way to the last one open, so that paths in the order of a
 * tree cost one step each. No link is followed.
 */
export class Descent implements AsyncDisposable {
  readonly #root: Folder;
  readonly #way: { readonly name: string; readonly folder: Folder }[] = [];

  /** @param root Held by the caller for as long as this goes about in it. */
  constructor(root: Folder) {
    this.#root = root;
  }

  /** The folder there, open until the next call; made where that is asked for. Rejects as `Folder.open` does. */
  async to(names: readonly string[], options: { make?: boolean } = {}): Promise<Folder> {
    const same = this.#way.findIndex(({ name }, index) => names[index] !== name);
    await this.#leave(same === -1 ? Math.min(this.#way.length, names.length) : same);
    for (const name of names.slice(this.#way.length)) {
      const folder = await this.#last.open(name, options);
      this.#way.push({ name, folder });
    }
    return this.#last;
  }

  /** The same, where all of the way is a way of folders; undefined where it is not there, or is something else. */
  async find(names: readonly string[]): Promise<Folder | undefined> {
    return this.to(names).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) throw error;
      return undefined;
    });
  }

  get #last(): Folder {
    return this.#way.at(-1)?.folder ?? this.#root;
  }

  async #leave(length: number): Promise<void> {
    while (this.#way.length > length) await this.#way.pop()?.folder[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#leave(0);
  }
}

/** `a/b` and `c` of `a/b/c`: the names of the folder, and the name in it. */
export function splitPath(path: string): { readonly above: readonly string[]; readonly name: string } {
  const above = path.split('/');
  const name = above.pop() ?? '';
  return { above, name };
}
