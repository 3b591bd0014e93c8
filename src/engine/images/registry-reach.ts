import { registryOf } from '../image-reference.ts';
import type { RegistryAnswer } from '../registry.ts';

/** Asks an image's registry without pulling; the signal ends the question. */
export type AskRegistry = (reference: string, signal: AbortSignal) => Promise<RegistryAnswer>;

/** How long a registry may take to answer. One that takes longer counts as not there for the run. */
const askMs = 6_000;

/** Asks each registry until it has failed once: it is not waited for again for the next image. */
export class RegistryReach {
  readonly #ask: AskRegistry | undefined;
  readonly #silent = new Map<string, string>();

  /** Without `ask` no registry is ever reached. */
  constructor(ask: AskRegistry | undefined) {
    this.#ask = ask;
  }

  async ask(reference: string, signal?: AbortSignal): Promise<RegistryAnswer> {
    if (this.#ask === undefined) return { reached: false, reason: 'nothing is to be pulled' };
    const registry = registryOf(reference);
    const silent = this.#silent.get(registry);
    if (silent !== undefined) return { reached: false, reason: silent };
    const deadline = AbortSignal.timeout(askMs);
    const answer = await this.#ask(reference, signal ? AbortSignal.any([signal, deadline]) : deadline);
    signal?.throwIfAborted();
    if (!answer.reached) this.#silent.set(registry, answer.reason);
    return answer;
  }

  /** After a pull that broke: the registry counts as not there for the rest of the run. */
  giveUp(reference: string, reason: string): void {
    this.#silent.set(registryOf(reference), reason);
  }
}
