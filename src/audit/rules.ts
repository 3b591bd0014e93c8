/** All rules of the audit. A new one is an entry in one of these files. */

import type { Rule } from './rule.ts';
import { careRules } from './rules/care.ts';
import { fileRules } from './rules/files.ts';
import { imageRules } from './rules/images.ts';
import { limitRules } from './rules/limits.ts';
import { powerRules } from './rules/powers.ts';
import { sharingRules } from './rules/sharing.ts';

export const rules: readonly Rule[] = [
  ...powerRules,
  ...sharingRules,
  ...fileRules,
  ...limitRules,
  ...careRules,
  ...imageRules,
];
