/**
 * Every matcher there is, with the words in which authors write it. One more is one file beside this and its name here:
 * what a check may say, what it reads and asks for, and the words of `authoring.ts` come from this list.
 */

// Of kinds of probes, which stand with their kind.
export { reachResult } from '../probes/reach.ts';
export { bpf, bpfAttached } from './bpf.ts';
export {
  callAnswer,
  calls,
  callsAllowed,
  nativeOnly,
} from './calls.ts';
export { callOpenness, callStrictness } from './calls-like.ts';
export { capabilities, caps } from './capabilities.ts';
export {
  coveredPath,
  deviceAccess,
  devices,
  env,
  environment,
  logLimit,
  logs,
  restartPolicy,
} from './declared.ts';
export { files, mount, mountedFile, rootReadOnly, writableMounts } from './filesystem.ts';
export { identity, idMap, user } from './identity.ts';
export {
  attestation,
  distribution,
  image,
  imageContent,
  imagePackage,
  imagePackageVersion,
  imageSize,
  imageText,
  installedAreListed,
  libc,
  listedPackage,
  packageManager,
  unpackedSize,
} from './image.ts';
export { kernel } from './kernel.ts';
export {
  exited,
  life,
  listening,
  ports,
  processCount,
  processId,
  publishedPorts,
  running,
  runtime,
  startedAfter,
} from './life.ts';
export { limitEffect, limited, swapLimit } from './limit-effects.ts';
export { limit, limits } from './limits.ts';
export { apart, namespace, namespaceOwner, owns, shares } from './namespaces.ts';
export { network, networkAddress, networkInterfaces, networkRoute } from './network-namespace.ts';
export { attachedNetworks, internalNetworks, networks, networksApart, unsharedNetwork } from './networks.ts';
export { imageProgram, runs, sameProgram } from './programs.ts';
export { callsUnused, callsWithin } from './recorded-calls.ts';
export { noNewPrivileges, noNewPrivs, seccomp, seccompMode } from './seccomp.ts';
export { execResult, httpAnswer } from './tried.ts';
