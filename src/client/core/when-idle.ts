/**
 * Once the browser has nothing else to do, or after `byMs` if it is given; where the browser does not say when that is, a
 * little later.
 */
export function whenIdle(run: () => void, byMs?: number): void {
  if ('requestIdleCallback' in globalThis)
    requestIdleCallback(run, byMs === undefined ? {} : { timeout: byMs });
  else setTimeout(run, 200);
}
