/** The keys of a compose service that the gate overwrites with ours, unless a check of the lab reads them. */
export const overwrittenKeys = [
  'container_name',
  'ports',
  'logging',
  'storage_opt',
  'pull_policy',
  'scale',
] as const;
export type OverwrittenKey = (typeof overwrittenKeys)[number];
