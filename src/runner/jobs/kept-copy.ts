import { checkTree, type FileTree, fingerprint, type TreeEntry, writeTree } from '../../files/file-tree.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { keepCopy } from './kept-copies.ts';

export interface CopyPlace {
  readonly keptDir: string;
  readonly lab: LabId;
  readonly at: Date;
}

/** What is kept of files before they go: a copy of all of them, where one was made, and what is not in it. */
export class KeptCopy {
  readonly #place: CopyPlace;
  readonly #whole: FileTree;
  readonly #onAdded: (path: string, version: TreeEntry) => void;
  readonly #folders: string[] = [];
  #added = new Set<string>();

  /**
   * @param made What a copy was made of already, and where that is.
   * @param onAdded Told of each version that was not in it.
   */
  constructor(
    place: CopyPlace,
    onAdded: (path: string, version: TreeEntry) => void,
    made?: { readonly tree: FileTree; readonly folder: string },
  ) {
    this.#place = place;
    this.#whole = made?.tree ?? new Map();
    if (made) this.#folders.push(made.folder);
    this.#onAdded = onAdded;
  }

  /** Where the copies are. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Adds a version that the copy lacks. Nothing is overwritten: a second version of a path goes to another folder. */
  async add(path: string, version: TreeEntry): Promise<void> {
    const known = this.#whole.get(path);
    if (known && fingerprint(known) === fingerprint(version)) return;
    const { keptDir, lab, at } = this.#place;
    const folder = this.#folders.at(-1);
    const one = new Map([[path, version]]);
    if (folder === undefined || this.#added.size === 0 || this.#added.has(path)) {
      this.#folders.push(await keepCopy(keptDir, lab, at, one));
      this.#added = new Set();
    } else await writeTree(folder, checkTree(one, 'The copy', { isText: true }));
    this.#added.add(path);
    this.#onAdded(path, version);
  }
}
