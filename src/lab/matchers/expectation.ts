/** All matchers there are. A new one is a file beside this and a line in each of the two lists. */
import * as z from 'zod';
import { capabilities } from './capabilities.ts';
import { mount, rootReadOnly, writableMounts } from './filesystem.ts';
import { identity } from './identity.ts';
import { distribution, imageContent, imageSize, libc, packageManager } from './image.ts';
import { kernel } from './kernel.ts';
import { listening, processCount, processId, publishedPorts, running, runtime } from './life.ts';
import { limit } from './limits.ts';
import { namespace } from './namespaces.ts';
import { noNewPrivileges, seccompMode } from './seccomp.ts';
import { execResult, httpAnswer } from './tried.ts';

/** By `kind`. */
export const matchers = {
  capabilities,
  identity,
  seccomp: seccompMode,
  'no-new-privileges': noNewPrivileges,
  namespace,
  'root-read-only': rootReadOnly,
  mount,
  'writable-mounts': writableMounts,
  limit,
  running,
  runtime,
  'published-ports': publishedPorts,
  listening,
  'process-count': processCount,
  'process-id': processId,
  kernel,
  'image-size': imageSize,
  'image-content': imageContent,
  'package-manager': packageManager,
  libc,
  distribution,
  'http-answer': httpAnswer,
  'exec-result': execResult,
} as const;

export const ExpectationSchema = z.discriminatedUnion('kind', [
  capabilities.schema,
  identity.schema,
  seccompMode.schema,
  noNewPrivileges.schema,
  namespace.schema,
  rootReadOnly.schema,
  mount.schema,
  writableMounts.schema,
  limit.schema,
  running.schema,
  runtime.schema,
  publishedPorts.schema,
  listening.schema,
  processCount.schema,
  processId.schema,
  kernel.schema,
  imageSize.schema,
  imageContent.schema,
  packageManager.schema,
  libc.schema,
  distribution.schema,
  httpAnswer.schema,
  execResult.schema,
]);

/** What should be true, as data. */
export type Expectation = z.output<typeof ExpectationSchema>;
export type ExpectationOf<Kind extends Expectation['kind']> = Extract<Expectation, { kind: Kind }>;

type KindOfScope<Scope> = {
  [K in Expectation['kind']]: (typeof matchers)[K]['scope'] extends Scope ? K : never;
}[Expectation['kind']];
export type ProcessExpectation = ExpectationOf<KindOfScope<'process'>>;
export type ContainerExpectation = ExpectationOf<KindOfScope<'container'>>;
export type ImageExpectation = ExpectationOf<KindOfScope<'image'>>;
