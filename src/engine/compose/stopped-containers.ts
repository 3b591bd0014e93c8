/** Which containers did not get up, by what Compose printed. Pure. */

/** Compose starts containers side by side, and the engine's error does not name its own: all that did not get up. */
export function nameNotStarted(output: string): string {
  const said = (word: string) =>
    new Set(
      [...output.matchAll(new RegExp(` Container (\\S+) +${word}`, 'g'))].map(([, name]) => name ?? ''),
    );
  const started = said('Started');
  const names = [...said('Starting')].filter((name) => !started.has(name));
  if (names.length === 0) return 'A container';
  return names.length === 1 ? `The container ${names[0]}` : `One of the containers ${names.join(', ')}`;
}

/** Which container did not get where others wait for it, where `up` ended for that. */
export function serviceThatStopped(output: string): { container: string; how: string } | undefined {
  const exited = /container (\S+) exited \((\d+)\)/.exec(output);
  if (exited) return { container: exited[1] ?? '', how: `ended with status ${exited[2]}` };
  const unhealthy = /container (\S+) is unhealthy/.exec(output);
  if (unhealthy) return { container: unhealthy[1] ?? '', how: 'became unhealthy' };
  const missing = /dependency failed to start: container (\S+)/.exec(output);
  return missing ? { container: missing[1] ?? '', how: 'did not start' } : undefined;
}
