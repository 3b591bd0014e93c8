/** Runs something once after so many milliseconds; what it gives calls that off. */
export function laterByTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
