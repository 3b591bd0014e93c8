/**
 * The stop that a key leads to from the one at `index`, in a row or a column: Home, End and all arrows, which wrap
 * around at the ends. Undefined for any other key. WAI-ARIA Authoring Practices, keyboard interface.
 */
export function stopOf<Stop>(key: string, stops: readonly Stop[], index: number): Stop | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return stops[index + 1] ?? stops[0];
    case 'ArrowLeft':
    case 'ArrowUp':
      return stops[index - 1] ?? stops.at(-1);
    case 'Home':
      return stops[0];
    case 'End':
      return stops.at(-1);
    default:
      return undefined;
  }
}
