/** What a key means to us while the terminal has the focus; everything else is the shell's. */
export type TerminalKey = 'copy' | 'native' | 'search' | 'leave' | 'shell';

export interface PressedKey {
  readonly type: string;
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Ctrl+C copies when something is selected and interrupts otherwise; Ctrl+V and Ctrl+Shift+V are left to
 * the browser, which answers with a paste event. On a Mac copy and paste are Cmd, so Ctrl is all the shell's.
 */
export function meaningOf(key: PressedKey, selected: boolean, mac: boolean): TerminalKey {
  if (isLeaving(key)) return 'leave';
  const letter = key.key.toLowerCase();
  if (key.ctrlKey && key.shiftKey && !key.altKey && letter === 'f') return 'search';
  if (mac) return key.metaKey ? 'native' : 'shell';
  if (!key.ctrlKey || key.altKey || key.metaKey) return 'shell';
  if (letter === 'v') return 'native';
  if (letter === 'c' && (selected || key.shiftKey)) return selected ? 'copy' : 'native';
  return 'shell';
}

/**
 * Out of a terminal or an editor by keyboard. Windows keeps Ctrl+Shift+Escape for itself,
 * so the key left of 1 does the same.
 */
export function isLeaving(key: Omit<PressedKey, 'type'>): boolean {
  return key.ctrlKey && key.shiftKey && !key.altKey && (key.key === 'Escape' || key.code === 'Backquote');
}

/** How the way out is called on this platform. */
export function leavingKeys(platform: string): readonly string[] {
  return /win/i.test(platform) ? ['Ctrl', 'Shift', '`'] : ['Ctrl', 'Shift', 'Esc'];
}

export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}
