import { sha256 } from '../../files/sha256.ts';
import type { Workbench } from '../../lab/ports/seat.ts';

/** Of one workbench; the oldest is forgotten first. */
const most = 16;

/**
 * What Compose made of files in a workbench. It reads nothing but these and gets no surroundings, so that the same files
 * come out the same for as long as the workbench is this one.
 */
export class NormalForms {
  readonly #known = new WeakMap<Workbench, Map<string, string>>();

  /** `read` is asked once for the same files. What it rejects with is not kept. */
  async of(
    workbench: Workbench,
    files: ReadonlyMap<string, Uint8Array>,
    read: (files: ReadonlyMap<string, Uint8Array>) => Promise<string>,
  ): Promise<string> {
    const known = this.#known.get(workbench) ?? new Map<string, string>();
    this.#known.set(workbench, known);
    const key = [...files].map(([name, content]) => `${name} ${sha256(content)}`).join('\n');
    const before = known.get(key);
    if (before !== undefined) return before;
    const text = await read(files);
    known.set(key, text);
    for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
    return text;
  }
}
