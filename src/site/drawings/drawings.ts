import { attackPath } from './attack-path.ts';
import { distroless } from './distroless.ts';
import { execveSets } from './execve-sets.ts';
import { filterMoment } from './filter-moment.ts';
import { filterPath } from './filter-path.ts';
import { layers } from './layers.ts';
import { loader } from './loader.ts';
import { oneCall } from './one-call.ts';
import { profilePath } from './profile-path.ts';
import { runtimeChain } from './runtime-chain.ts';
import type { Drawing } from './shapes.ts';
import { stepDown } from './step-down.ts';
import { twoNumbers } from './two-numbers.ts';

/** By the names that a chapter's `<Drawing name="…" />` may have. */
export const drawings = {
  'attack-path': attackPath,
  distroless,
  'execve-sets': execveSets,
  'filter-moment': filterMoment,
  'filter-path': filterPath,
  layers,
  loader,
  'one-call': oneCall,
  'profile-path': profilePath,
  'runtime-chain': runtimeChain,
  'step-down': stepDown,
  'two-numbers': twoNumbers,
} satisfies Readonly<Record<string, Drawing>>;
