import type { CheckStatus } from '../../lab/checks/result.ts';

/** `none`: not judged yet. */
export type LightStatus = CheckStatus | 'none';

/** What a status is called where it is read. */
export const statusWords: Readonly<Record<LightStatus, string>> = {
  pass: 'holds',
  fail: 'does not hold',
  blocked: 'not judged: a guard fails',
  skip: 'skipped here',
  error: 'could not be judged',
  none: 'not judged yet',
};
