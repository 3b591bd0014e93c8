import { stringify } from 'yaml';
import type { Mend } from './rule.ts';

/** What mends a service, as the lines of a compose file; what no line says stands as a comment above it. */
export function mendFragment(service: string, { set, notes = [] }: Mend): string {
  const comments = notes.map((note) => `# ${note}\n`).join('');
  return set === undefined
    ? comments
    : `${comments}${stringify({ services: { [service]: set } }, { lineWidth: 0 })}`;
}
