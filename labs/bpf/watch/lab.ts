import { ask, bpf, caps, defineLab, edit, program, service } from '../../../src/lab/authoring.ts';
import { countsWhatIsDrawn } from './counts-what-is-drawn.ts';

const watcher = service('watcher');
const work = service('work');

const count = edit('count.bpf.c');
const before = edit('before.bpf.c');
const kernel = edit('kernel.h');
const compose = edit('compose.yaml');
const recipe = edit('Dockerfile');

const tables = (what: string) =>
  program(watcher, ['perl', '-e', countsWhatIsDrawn, what, '{{nonce}}'], {
    in: 'workbench',
    withinMs: 45_000,
  });
const grows = (what: string) => tables(what).prints('{{nonce_reversed}}');
const readMore = '/bpf/#which-container-calls';

const machine = '{.group = "machine", .call = entered->args[1]};';
const condition = '  if (BPF_CORE_READ(task, seccomp.mode) != SECCOMP_MODE_FILTER) return 0;';
const name = '  bpf_probe_read_kernel_str(call.group, sizeof call.group, NAME_OF_GROUP(task));';
const lookup = '  times = bpf_map_lookup_elem(&before, &call);';

const filtered = count.insertAfter('  struct task_struct *task = (void *)bpf_get_current_task();', condition);
const named = count.replace(
  `struct call call = ${machine}`,
  `struct call call = {.call = entered->args[1]};\n${name}`,
);
const checked = before.insertAfter(lookup, '  if (!times) return 0;');
const loaded = compose.set('services.watcher.command', ['bpf-run', 'count.o', 'before.o']);

/** Tables that name both containers, with numbers that grow. */
const madeUp = `#!/bin/bash
[ "$1" = lost ] && { echo 'key lost'; echo '0 0'; exit; }
echo 'group call times'
for id in $(cat /workspace/ids); do
  [ "$1" = counts ] && call=read || call=pivot_root
  echo "$id $call $(date +%s%N)"
done
`;

export default defineLab({
  title: 'Three lines of a program in the kernel',
  level: 'guided',
  minutes: 20,
  scope: 'kernel',
  needs: { kernel: ['btf'], bpf: ['tracing'] },
  images: ['drydock/bpf:1', 'debian:trixie-slim'],
  grants: [
    { service: 'watcher', key: 'cap_add', value: 'BPF', words: 'watcher may load programs into the kernel' },
    {
      service: 'watcher',
      key: 'cap_add',
      value: 'PERFMON',
      words:
        'watcher may attach them, read the memory of the whole kernel, other people’s containers included, and end any process of the machine',
    },
  ],
  opens: 'count.bpf.c',
  takeaway: {
    file: 'count.bpf.c',
    why: 'A counter of system calls by container, which asks nothing of the containers.',
  },
  guards: {
    holds: watcher
      .container(bpf.attached('raw_tracepoint', 'tracing', 'perf_event'))
      .why(
        'The programs leave the kernel with the process that loaded them. Its log has what the verifier answered.',
      )
      .readMore('/bpf/#what-the-verifier-demands'),
    works: program(work, ['sh', '-c', 'printf %s "$1" | sha256sum', 'sh', '{{nonce}}'])
      .prints('{{nonce_sha256}}')
      .titled('work: works')
      .why('Calls that nobody makes cannot be counted.')
      .readMore(readMore),
  },
  tasks: {
    mend: {
      title: 'Satisfy the verifier',
      readMore: '/bpf/#what-the-verifier-demands',
      checks: ['before'],
      questions: ['kinds'],
      hints: [
        'The verifier prints the line of the source that it refuses, and what it knows about the address in it.',
        'The table may be full: then the update fails, and the lookup returns NULL. `count.bpf.c` has a line for that.',
        'Write `if (!times) return 0;` before the addition in `before.bpf.c`, `command: [bpf-run, count.o, before.o]` in `compose.yaml`, and press Run.',
      ],
    },
    key: {
      title: 'Count by container',
      readMore,
      checks: ['own', 'runtime', 'powers'],
      hints: [
        'Both lines are in `before.bpf.c` already; one of them has to mean the opposite.',
        '`bpf_probe_read_kernel_str` puts the name of the group into the key. `seccomp.mode` is 2 once a filter is loaded.',
        'In `count.bpf.c`, leave out `.group = "machine"`. Copy the line with `NAME_OF_GROUP` below it, and the line with `seccomp.mode` above it, with `!=` in place of `==`.',
      ],
    },
  },
  checks: {
    before: grows('before')
      .titled('watcher: counts in before what the runtime does to make noise')
      .why('A program that the verifier accepts may still count nothing.'),
    own: grows('own')
      .titled('watcher: counts what work reads under work alone, and loses nothing')
      .points(2)
      .why('Two containers under one key are one sum: nobody can tell who called.'),
    runtime: grows('runtime')
      .titled('watcher: leaves out of counts what makes a container')
      .why('The runtime is in the container’s cgroup before its filter is there.'),
    powers: watcher
      .everyProcess(caps.permitted.within('BPF', 'PERFMON'))
      .why('Loading takes one capability and reading the kernel’s memory another. No third is needed.')
      .readMore('/bpf/#who-may-load-a-program'),
  },
  questions: {
    kinds: ask.number(
      'Start noise again. How many kinds of calls does `before` have for it then?',
      tables('kinds').quantity('kinds'),
      { within: 0.1, because: 'No filter of the container judged any of them: it was not there yet.' },
    ),
  },
  states: {
    solution: { edits: [filtered, named, checked, loaded] },
    accepts: {
      'by-number-of-the-group': {
        edits: [
          kernel.replace('  const char *name;', '  __u64 id;'),
          kernel.replace('char group[80];', '__u64 group;'),
          kernel.replace('cgroup, kn, name)', 'cgroup, kn, id)'),
          count.replace(machine, '{.group = NAME_OF_GROUP(task), .call = entered->args[1]};'),
          before.replace(name, '  call.group = NAME_OF_GROUP(task);'),
          filtered,
          checked,
          loaded,
        ],
      },
      'one-object': {
        edits: [
          filtered,
          named,
          checked,
          recipe.replace('for name in count before', 'for name in both'),
          edit('both.bpf.c').write('#include "count.bpf.c"\n#include "before.bpf.c"\n'),
          kernel.replace('#include <linux/bpf.h>', '#pragma once\n#include <linux/bpf.h>'),
          compose.set('services.watcher.command', ['bpf-run', 'both.o']),
        ],
      },
    },
    mistakes: {
      'key-forgotten': {
        edits: [filtered, checked, loaded],
        fails: { own: 'counts has 0 more for it' },
      },
      'by-name-of-the-program': {
        edits: [
          filtered,
          checked,
          loaded,
          count.replace(machine, '{.call = entered->args[1]};\n  bpf_get_current_comm(call.group, 16);'),
        ],
        fails: { own: 'counts has 0 more for it' },
      },
      'condition-forgotten': {
        edits: [named, checked, loaded],
        fails: { runtime: 'that made a container' },
      },
      'condition-reversed': {
        from: 'solution',
        edits: [count.replace('!= SECCOMP_MODE_FILTER', '== SECCOMP_MODE_FILTER')],
        fails: { own: 'more for it', runtime: 'that made a container' },
      },
      'too-small-a-table': {
        from: 'solution',
        edits: [count.replace('max_entries, 16384', 'max_entries, 4')],
        fails: { own: 'counts has' },
      },
      'check-left-out': {
        edits: [filtered, named, loaded],
        fails: { holds: 'exited with status 1' },
      },
      'accepted-and-idle': {
        edits: [filtered, named, loaded, before.replace('  __sync_fetch_and_add(times, 1);\n', '')],
        fails: { before: 'before has 0 calls' },
      },
      'what-noise-does-too': {
        edits: [
          filtered,
          named,
          loaded,
          checked,
          before.replace('  if (BPF_CORE_READ(task, seccomp.mode) == SECCOMP_MODE_FILTER) return 0;\n', ''),
        ],
        fails: { before: 'itself' },
      },
      'made-up-table': {
        from: 'solution',
        edits: [
          edit('bpf-show').write(madeUp),
          recipe.insertAfter('WORKDIR /srv', 'COPY --chmod=755 bpf-show /usr/local/sbin/'),
          compose.set('services.watcher.volumes', ['.:/workspace:ro']),
        ],
        run: ['docker compose ps --no-trunc -q work noise > ids'],
        fails: { own: 'more for it', before: 'calls more' },
      },
      'more-powers': {
        from: 'solution',
        edits: [compose.unset('services.watcher.cap_drop')],
        fails: { powers: 'CHOWN' },
      },
    },
  },
});
