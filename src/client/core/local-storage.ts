/** What this browser remembers: choices of layout, who is signed in, and what the store was not told yet. */
import type { Shape } from './shape.ts';

const nameOf = (key: string): string => `drydock:${key}`;

/** Undefined where there is nothing, or no storage. What has another form, as of another version, is thrown away. */
export function readStored<T>(key: string, shape: Shape<T>): T | undefined {
  try {
    const text = localStorage.getItem(nameOf(key));
    if (text === null) return undefined;
    const value = parseJson(text);
    if (shape(value)) return value;
    console.warn(`${nameOf(key)} in the storage of this browser was not understood, and is thrown away.`);
    localStorage.removeItem(nameOf(key));
  } catch {
    // No storage: a private window, a setting.
  }
  return undefined;
}

/** Undefined removes it. Without storage (a private window, a full disk) it is forgotten with the page. */
export function store(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(nameOf(key));
    else localStorage.setItem(nameOf(key), JSON.stringify(value));
  } catch {}
}

/** Calls when another tab of this origin changes what is stored, or clears all of it. */
export function onStored(key: string, listener: () => void): void {
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key === null || event.key === nameOf(key)) listener();
  });
}

/** The key of what is one person's; of what is nobody's, where nobody is signed in. */
export function personalKey(person: string | undefined, key: string): string {
  return person === undefined ? key : `${person}/${key}`;
}

const personal = /^drydock:(?=(answer|drafts|terminals):)/;

/** Gives this person what was stored while nobody was signed in. Progress is joined in `readProgress`. */
export function handOver(person: string): void {
  try {
    for (const name of Object.keys(localStorage).filter((each) => personal.test(each))) {
      localStorage.setItem(name.replace(personal, nameOf(`${person}/`)), localStorage.getItem(name) ?? '');
      localStorage.removeItem(name);
    }
  } catch {
    // No storage, or no room in it: then it stays where it is.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
