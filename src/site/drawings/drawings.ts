import { execveSets } from './execve-sets.ts';
import { oneCall } from './one-call.ts';
import { runtimeChain } from './runtime-chain.ts';
import type { Drawing } from './shapes.ts';
import { stepDown } from './step-down.ts';

/** By the names that a chapter's `<Drawing name="…" />` may have. */
export const drawings = {
  'execve-sets': execveSets,
  'one-call': oneCall,
  'runtime-chain': runtimeChain,
  'step-down': stepDown,
} satisfies Readonly<Record<string, Drawing>>;
