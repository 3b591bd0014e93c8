import * as z from 'zod';

const ProfileSchema = z.looseObject({
  defaultAction: z.string(),
  listenerPath: z.string().optional(),
  listenerMetadata: z.string().optional(),
  syscalls: z.array(z.looseObject({ action: z.string() })).optional(),
});

const prefix = /^seccomp[=:]/;
const asksOthers = 'SCMP_ACT_NOTIFY';

/**
 * A security option as a copy has it: where its seccomp profile asks another process, the calls that it asks about are
 * allowed and nobody is asked. Two containers of one listener would be taken for one: a recorder would begin anew.
 */
export function withoutListener(option: string): string {
  const profile = prefix.test(option) ? parseProfile(option.replace(prefix, '')) : undefined;
  if (profile?.listenerPath === undefined) return option;
  const { listenerPath: _path, listenerMetadata: _metadata, syscalls = [], ...rest } = profile;
  const allowed = (action: string) => (action === asksOthers ? 'SCMP_ACT_ALLOW' : action);
  return `seccomp=${JSON.stringify({
    ...rest,
    defaultAction: allowed(rest.defaultAction),
    syscalls: syscalls.map((rule) => ({ ...rule, action: allowed(rule.action) })),
  })}`;
}

/** What a copy cannot show of a container of these security options, as it is said in an answer. */
export function untriedListener(options: readonly string[]): readonly string[] {
  return options.some((option) => withoutListener(option) !== option)
    ? ['what the listener of its seccomp profile answers: calls that it is asked about are allowed in copies']
    : [];
}

/** The Engine keeps a profile as JSON; `unconfined` and `builtin` are none. */
function parseProfile(text: string) {
  try {
    return ProfileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
