import type { PressedKey } from './terminal/keys.ts';

/**
 * The key by which a learner takes back what others may: Ctrl+Shift+Backspace, wherever the focus is. A terminal sends
 * nothing for it that Ctrl+Backspace does not send too, so no program can wait for it.
 */
export function isStopKey(key: Omit<PressedKey, 'type' | 'code'>): boolean {
  return key.ctrlKey && key.shiftKey && !key.altKey && !key.metaKey && key.key === 'Backspace';
}

/** As it is written on the keyboards of this platform. */
export function stopKeys(isMac: boolean): readonly string[] {
  return isMac ? ['Ctrl', 'Shift', '⌫'] : ['Ctrl', 'Shift', 'Backspace'];
}
