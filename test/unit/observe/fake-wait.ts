/** Time that passes when a test says so. */
export class FakeWait {
  #now = 0;
  readonly clock = { now: () => new Date(this.#now), elapsedMs: () => this.#now };
  readonly #pending = new Set<{ at: number; end: () => void }>();

  readonly wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = () => {
        this.#pending.delete(entry);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const entry = { at: this.#now + ms, end };
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      this.#pending.add(entry);
    });

  /** Lets time pass, step by step, and what waits for it go on. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#pending].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      this.#now = next.at;
      next.end();
    }
    this.#now = until;
    await settle();
  }
}

/** Until everything that needs no time has been done. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
