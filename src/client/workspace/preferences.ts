import { type Signal, signal } from '@preact/signals';
import { keep, recall } from '../core/local-storage.ts';

/** What the reader has chosen for every lab, remembered in this browser. */
export interface Preferences {
  readonly screenReader: Signal<boolean>;
}

export function makePreferences(): Preferences {
  const screenReader = signal(recall('terminal-screen-reader', false));
  screenReader.subscribe((on) => keep('terminal-screen-reader', on ? true : undefined));
  return { screenReader };
}
