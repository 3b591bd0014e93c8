/** Days before its end from which on a certificate is said to end soon. */
const soonDays = 30;
const dayMs = 86_400_000;

/** How a certificate stands; `days` that are left, none where it has ended. */
export function standingOf(
  ends: Date,
  now: Date,
): { readonly state: 'good' | 'soon' | 'over'; readonly days: number } {
  const days = Math.floor((ends.getTime() - now.getTime()) / dayMs);
  if (ends.getTime() <= now.getTime()) return { state: 'over', days: 0 };
  return { state: days < soonDays ? 'soon' : 'good', days };
}
