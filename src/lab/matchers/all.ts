/**
 * Every matcher there is, with the words in which authors write it. One more is one file beside this and its name here:
 * what a check may say, what it reads and asks for, and the words of `authoring.ts` come from this list.
 */
export { capabilities, caps } from './capabilities.ts';
export { files, mount, rootReadOnly, writableMounts } from './filesystem.ts';
export { identity, user } from './identity.ts';
export { distribution, image, imageContent, imageSize, libc, packageManager } from './image.ts';
export { kernel } from './kernel.ts';
export {
  life,
  listening,
  ports,
  processCount,
  processId,
  publishedPorts,
  running,
  runtime,
} from './life.ts';
export { limit, limits } from './limits.ts';
export { apart, namespace, shares } from './namespaces.ts';
export { noNewPrivileges, noNewPrivs, seccomp, seccompMode } from './seccomp.ts';
export { execResult, httpAnswer } from './tried.ts';
