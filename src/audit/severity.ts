/** How much a finding matters, the most first. `high`: close to the host's root. `info`: worth knowing, no fault by itself. */
export const severities = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Whether one severity matters at least as much as another. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
