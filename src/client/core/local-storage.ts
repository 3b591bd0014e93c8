/** Small things kept in this browser: choices of layout, and what the store has not heard yet. */

export function recall<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`drydock:${key}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** Without storage (a private window, a full disk) it is forgotten with the page. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`drydock:${key}`);
    else localStorage.setItem(`drydock:${key}`, JSON.stringify(value));
  } catch {}
}

/** Calls when another tab of this origin changes what is kept, or clears all of it. */
export function watchKept(key: string, listener: () => void): void {
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key === null || event.key === `drydock:${key}`) listener();
  });
}
