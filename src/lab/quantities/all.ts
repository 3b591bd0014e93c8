/** Every quantity there is: what a question, or a number in prose, reads off an observation. */
import * as z from 'zod';
import { maskOfCapabilities } from '../capabilities.ts';
import { capabilitySetNames } from '../matchers/capabilities.ts';
import { mapIn } from '../matchers/identity.ts';
import { namespaceKinds } from '../observation.ts';
import { printed } from './printed.ts';
import { known, ofFact, ofImage, ofInit, quantity, untold } from './quantity.ts';

const capabilityCount = quantity({
  kind: 'capability-count',
  fields: { set: z.enum(capabilitySetNames) },
  read: ({ set }, container) => ofInit(container, ({ capabilities }) => capabilities[set].length),
});

/** The set as a line of /proc/PID/status has it: sixteen hexadecimal digits. */
const capabilityMask = quantity({
  kind: 'capability-mask',
  fields: { set: z.enum(capabilitySetNames) },
  read: ({ set }, container) =>
    ofInit(container, ({ capabilities }) => maskOfCapabilities(capabilities[set])),
});

/** The number of a namespace in which the first process of the engine's host is: namespaces(7). */
const hostNamespace = quantity({
  kind: 'host-namespace',
  fields: { namespace: z.enum(namespaceKinds) },
  read({ namespace }, _, { host }) {
    if (host.source === 'unknown') return untold(host);
    const number = host.value.namespaces[namespace];
    const reason = `the kernel has no namespaces of kind “${namespace}”`;
    return number === undefined ? untold({ reason, cause: 'host-lacks' }) : known(number);
  },
});

/** Inside the container. */
const uid = quantity({
  kind: 'uid',
  fields: {},
  read: (_, container) => ofInit(container, ({ uids, uidMap }) => mapIn(uids[1], uidMap) ?? uids[1]),
});

/** The pid of the container's init in the pid namespace of the engine's host. */
const hostPid = quantity({
  kind: 'host-pid',
  fields: {},
  read: (_, container) => ofInit(container, ({ pid }) => pid),
});

const processCount = quantity({
  kind: 'process-count',
  fields: {},
  read: (_, { processes }) => ofFact(processes, ({ length }) => length),
});

/** The release of the kernel that the container runs on: uname(2). */
const kernelRelease = quantity({
  kind: 'kernel-release',
  fields: {},
  read: (_, __, { host }) => ofFact(host, ({ kernel }) => kernel),
});

const runtime = quantity({ kind: 'runtime', fields: {}, read: (_, { declared }) => known(declared.runtime) });

export const quantities = [
  capabilityCount,
  capabilityMask,
  hostNamespace,
  uid,
  hostPid,
  processCount,
  kernelRelease,
  runtime,
  printed,
  /** In MB of 1,000,000 bytes. */
  ofImage('image-megabytes', ({ sizeBytes }) => Math.round(sizeBytes / 100_000) / 10),
  ofImage('image-files', ({ files }) => files),
  ofImage('image-packages', ({ packages }) => packages.installed.length),
  ofImage('image-setuid', ({ setuid }) => setuid.length),
  ofImage('image-shells', ({ shells }) => shells.length),
  ofImage('image-layers', ({ layers }) => layers),
  ofImage('image-libc', ({ libc }) => libc),
] as const;
