/** A line on its way from the page to the shell that its reader has open there. */

const name = 'drydock:insert';

/** Puts a line behind the prompt of the shell that is open on this page; false where none is. Enter stays the reader's. */
export function insertLine(line: string): boolean {
  return !document.dispatchEvent(new CustomEvent(name, { detail: line, cancelable: true }));
}

/** Hears of lines; `take` says whether it could put the line anywhere. Returns what ends that. */
export function onInsertedLine(take: (line: string) => boolean): () => void {
  const listen = (event: Event) => {
    const line: unknown = event instanceof CustomEvent ? event.detail : undefined;
    if (typeof line === 'string' && !event.defaultPrevented && take(line)) event.preventDefault();
  };
  document.addEventListener(name, listen);
  return () => document.removeEventListener(name, listen);
}
