/**
 * How much a finding matters, most severe first. `high`: close to root on the host. `info`: worth knowing, not a fault.
 */
export const severities = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Whether one severity matters at least as much as another. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
