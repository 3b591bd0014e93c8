import { attackPath } from './attack-path.ts';
import { cloneFlags } from './clone-flags.ts';
import { distroless } from './distroless.ts';
import { execveSets } from './execve-sets.ts';
import { filterMoment } from './filter-moment.ts';
import { filterPath } from './filter-path.ts';
import { fiveSets } from './five-sets.ts';
import { imageIndex } from './image-index.ts';
import { layers } from './layers.ts';
import { loader } from './loader.ts';
import { newRoot } from './new-root.ts';
import { notifiedCall } from './notified-call.ts';
import { oneCall } from './one-call.ts';
import { oneExec } from './one-exec.ts';
import { oneProgram } from './one-program.ts';
import { pathOfOpen } from './path-of-open.ts';
import { profilePath } from './profile-path.ts';
import { runtimeChain } from './runtime-chain.ts';
import { scannerInABuild } from './scanner-in-a-build.ts';
import type { Drawing } from './shapes.ts';
import { stackNetworks } from './stack-networks.ts';
import { stepDown } from './step-down.ts';
import { threeLimits } from './three-limits.ts';
import { threeWalls } from './three-walls.ts';
import { twoKindsOfBpf } from './two-kinds-of-bpf.ts';
import { twoNumbers } from './two-numbers.ts';
import { vethPair } from './veth-pair.ts';
import { whereAScannerLooks } from './where-a-scanner-looks.ts';
import { whoChecksWhat } from './who-checks-what.ts';
import { whoRefuses } from './who-refuses.ts';
import { whoSaysWhat } from './who-says-what.ts';

/** By the names that a chapter's `<Drawing name="…" />` may have. */
export const drawings = {
  'attack-path': attackPath,
  'clone-flags': cloneFlags,
  distroless,
  'execve-sets': execveSets,
  'filter-moment': filterMoment,
  'filter-path': filterPath,
  'five-sets': fiveSets,
  'image-index': imageIndex,
  layers,
  loader,
  'new-root': newRoot,
  'notified-call': notifiedCall,
  'one-call': oneCall,
  'one-exec': oneExec,
  'one-program': oneProgram,
  'path-of-open': pathOfOpen,
  'profile-path': profilePath,
  'runtime-chain': runtimeChain,
  'scanner-in-a-build': scannerInABuild,
  'stack-networks': stackNetworks,
  'step-down': stepDown,
  'three-limits': threeLimits,
  'three-walls': threeWalls,
  'two-kinds-of-bpf': twoKindsOfBpf,
  'two-numbers': twoNumbers,
  'veth-pair': vethPair,
  'where-a-scanner-looks': whereAScannerLooks,
  'who-checks-what': whoChecksWhat,
  'who-refuses': whoRefuses,
  'who-says-what': whoSaysWhat,
} satisfies Readonly<Record<string, Drawing>>;
