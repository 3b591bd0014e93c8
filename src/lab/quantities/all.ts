/** Every quantity there is: what a question, or a number in prose, reads off an observation. */
import * as z from 'zod';
import { capabilitySetNames } from '../matchers/capabilities.ts';
import { mapIn } from '../matchers/identity.ts';
import { answersOf, answersTo, isClosed, wordOf } from '../observation/call-answers.ts';
import { maskOfCapabilities } from '../observation/capabilities.ts';
import type { CallAnswers } from '../observation/filters.ts';
import { namespaceKinds, type ObservedContainer } from '../observation/observation.ts';
import { isSyscall, syscallsOf } from '../observation/syscall-table.ts';
import { printed } from './printed.ts';
import { known, ofFact, ofImage, ofInit, quantity, type Truth, untold } from './quantity.ts';

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

/** Of the filters of one process, one over another: of the container's first, or of the first that is named so. */
const filterInstructions = quantity({
  kind: 'filter-instructions',
  fields: { named: z.string().min(1).max(15).optional() },
  read: ({ named }, container) =>
    ofFilters(
      container,
      ({ instructions }) =>
        instructions === undefined
          ? untold({ reason: 'the kernel shows no filters to Drydock here', cause: 'host-lacks' })
          : known(instructions),
      named,
    ),
});

/** Calls that the filters of the container's first process may let through. */
const callsAllowed = quantity({
  kind: 'calls-allowed',
  fields: {},
  read: (_, container, { host }) => {
    const table = host.source === 'unknown' ? undefined : syscallsOf(host.value.architecture);
    return ofFilters(container, (answers) =>
      table
        ? known(answersTo(table, answers).filter(([, answer]) => !isClosed(answer)).length)
        : untold({
            reason: 'the calls of this architecture are in no table of Drydock’s',
            cause: 'host-lacks',
          }),
    );
  },
});

/** What the filters of the container's first process answer to a call: `EPERM`, `allow`, `by-arguments`. */
const answerOfCall = quantity({
  kind: 'answer-of-call',
  fields: { set: z.string().refine(isSyscall, 'no architecture has a system call of this name') },
  read: ({ set }, container) =>
    ofFilters(container, (answers) =>
      known(answersTo([set], answers).map(([, answer]) => wordOf(answer))[0] ?? ''),
    ),
});

function ofFilters(
  container: ObservedContainer,
  read: (answers: CallAnswers) => Truth,
  named?: string,
): Truth {
  if (container.processes.source === 'unknown') return untold(container.processes);
  const process = container.processes.value.find(({ init, name }) =>
    named === undefined ? init : name === named,
  );
  if (!process)
    return untold({
      reason: `${container.service} ${named === undefined ? 'does not run' : `runs no ${named}`}`,
      cause: 'not-seen',
    });
  const answers = answersOf(process, container);
  return answers.source === 'unknown' ? untold(answers) : read(answers.value);
}

/** What limits did since the container started. */
const oomKills = quantity({
  kind: 'oom-kills',
  fields: {},
  read: (_, { limitEffects }) => ofFact(limitEffects.oomKills, (count) => count),
});
const pidsRefused = quantity({
  kind: 'pids-refused',
  fields: {},
  read: (_, { limitEffects }) => ofFact(limitEffects.pidsRefused, (count) => count),
});

/** In MB of 1,000,000 bytes, counted of the layers as they are unpacked. */
const imageUnpackedMegabytes = quantity({
  kind: 'image-unpacked-megabytes',
  fields: {},
  readsImage: true,
  read(_, { imageFacts }) {
    if (imageFacts.source === 'unknown') return untold(imageFacts);
    const { unpackedBytes } = imageFacts.value;
    return unpackedBytes === undefined
      ? untold({ reason: 'its layers were not counted', cause: 'host-lacks' })
      : known(Math.round(unpackedBytes / 100_000) / 10);
  },
});

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
  filterInstructions,
  callsAllowed,
  answerOfCall,
  oomKills,
  pidsRefused,
  imageUnpackedMegabytes,
  /** In MB of 1,000,000 bytes. */
  ofImage('image-megabytes', ({ sizeBytes }) => Math.round(sizeBytes / 100_000) / 10),
  ofImage('image-files', ({ files }) => files),
  ofImage('image-packages', ({ packages }) => packages.installed.length),
  ofImage('image-setuid', ({ setuid }) => setuid.length),
  ofImage('image-shells', ({ shells }) => shells.length),
  ofImage('image-layers', ({ layers }) => layers),
  ofImage('image-libc', ({ libc }) => libc),
] as const;
