import { sha256 } from '../../files/sha256.ts';
import type { WorkspaceEntries } from '../../gate/workspace-entries.ts';
import { DrydockError } from '../../lab/errors.ts';

/** Files on their way to where nobody edits them, named by what they hold. */
export class FrozenFiles {
  readonly #place: (name: string) => string;
  readonly #files = new Map<string, Uint8Array>();

  constructor(place: (name: string) => string) {
    this.#place = place;
  }

  /** Says where Compose finds it. */
  add(name: string, content: Uint8Array): string {
    this.#files.set(name, content);
    return this.#place(name);
  }

  /** Adds what was found at a path of the workspace, which has to be a file; says where Compose finds it. */
  keep(
    what: string,
    entries: WorkspaceEntries,
    inside: string,
    as = (content: Uint8Array) => content,
  ): string {
    const entry = entries.get(inside);
    if (entry?.kind !== 'file')
      throw new DrydockError('internal', { message: `${inside} was let through unread.` });
    const content = as(entry.content);
    return this.add(`${what}-${sha256(content).slice(0, 32)}`, content);
  }

  /** Takes away what would be at that place. */
  drop(place: string): void {
    for (const name of this.#files.keys()) if (this.#place(name) === place) this.#files.delete(name);
  }

  get files(): ReadonlyMap<string, Uint8Array> {
    return this.#files;
  }
}
