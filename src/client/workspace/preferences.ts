import { type Signal, signal } from '@preact/signals';
import { readStored, store } from '../core/local-storage.ts';
import { isBoolean } from '../core/shape.ts';

/** What the reader has chosen for every lab, remembered in this browser. */
export interface Preferences {
  readonly screenReader: Signal<boolean>;
}

export function makePreferences(): Preferences {
  const screenReader = signal(readStored('terminal-screen-reader', isBoolean) ?? false);
  screenReader.subscribe((on) => store('terminal-screen-reader', on ? true : undefined));
  return { screenReader };
}
