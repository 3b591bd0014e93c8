import { describe, expect, it } from 'vitest';
import { capabilityNames, dockerDefault } from '../../../src/lab/observation/capabilities.ts';
import { capabilityWords } from '../../../src/lab/observation/capability-words.ts';
import { marksBetween } from '../../../src/xray/model/marks.ts';
import { viewObservation } from '../../../src/xray/model/xray-view.ts';
import { makeObservation, makeObserved, makeProcess, makeStopped } from '../../fixtures/observed.ts';

const fourteen = [...dockerDefault];
const soft = makeObserved('web', {
  processes: {
    source: 'kernel',
    value: [
      makeProcess({
        uids: [0, 0, 0, 0],
        noNewPrivileges: false,
        capabilities: {
          effective: [...fourteen, 'NET_ADMIN'],
          permitted: [...fourteen, 'NET_ADMIN'],
          bounding: [...fourteen, 'NET_ADMIN', 'SYS_TIME'],
          inheritable: [],
          ambient: [],
        },
      }),
    ],
  },
});
const subjectIn = (container = makeObserved(), rest: readonly ReturnType<typeof makeObserved>[] = []) => {
  const [subject] = viewObservation(makeObservation([container, ...rest])).subjects;
  if (!subject) throw new Error('no subject');
  return subject;
};
const known = <T>(fact: { source: string; value?: T }): T => {
  if (fact.value === undefined) throw new Error('unknown');
  return fact.value;
};

describe('what a container may', () => {
  it('gives each capability the strongest set that it is in', () => {
    const { all, counts } = known(subjectIn(soft).powers);
    const levelOf = (name: string) => all.find((power) => power.name === name)?.level;
    expect([levelOf('CHOWN'), levelOf('SYS_TIME'), levelOf('BPF')]).toEqual(['held', 'reachable', 'gone']);
    expect(counts).toMatchObject({ effective: 15, bounding: 16, ambient: 0 });
  });

  it('tells what is beyond Docker’s default', () => {
    const beyond = known(subjectIn(soft).powers).all.filter(({ beyondDefault }) => beyondDefault);
    expect(beyond.map(({ name }) => name)).toEqual(['NET_ADMIN', 'SYS_TIME']);
  });

  it('has words for every capability', () => {
    expect(Object.keys(capabilityWords).sort()).toEqual([...capabilityNames].sort());
    expect(dockerDefault.size).toBe(14);
  });

  it('says in words what the grid shows', () => {
    expect(subjectIn(soft).words).toEqual([
      'root inside, and the same root on the host',
      'holds 15 of 41 capabilities, could gain 1 more, 2 of them beyond Docker’s default',
      'may make 372 of 375 system calls, and 1 with some arguments',
    ]);
    expect(subjectIn().words[1]).toBe('holds no capability, can gain none');
  });
});

describe('who it is', () => {
  it('tells the id inside from that on the host', () => {
    const mapped = makeProcess({
      uids: [100_000, 100_000, 100_000, 100_000],
      uidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
    });
    const { identity } = subjectIn(makeObserved('web', { processes: { source: 'kernel', value: [mapped] } }));
    expect(known(identity)).toMatchObject({
      uid: { inside: 0, outside: 100_000 },
      mapped: true,
      words: 'root inside, but uid 100000 on the host',
    });
  });

  it('claims nothing of the host for a sandbox', () => {
    const { identity } = subjectIn(
      makeObserved('web', { processes: { source: 'sandbox', value: [makeProcess({ uidMap: [] })] } }),
    );
    expect(known(identity).words).toContain('by the word of the sandbox');
  });
});

it('keeps what is unknown unknown, with the reason', () => {
  const { identity, powers, syscalls, words } = subjectIn(makeStopped());
  for (const fact of [identity, powers, syscalls])
    expect(fact).toEqual({ source: 'unknown', reason: 'it does not run', cause: 'not-seen' });
  expect(words).toEqual([]);
});

describe('lines between containers', () => {
  it('joins those in one namespace, the host among them', () => {
    const observation = makeObservation([
      makeObserved('web', {
        processes: { source: 'kernel', value: [makeProcess({ namespaces: { pid: 11, net: 12, user: 1 } })] },
      }),
      makeObserved('side', {
        processes: { source: 'kernel', value: [makeProcess({ namespaces: { pid: 13, net: 12, user: 1 } })] },
      }),
    ]);
    const { nodes, rails, words } = viewObservation(observation).namespaces;
    expect(nodes.map(({ label }) => label)).toEqual(['host', 'web', 'side']);
    const groupsOf = (label: string) => rails.find((rail) => rail.label === label)?.groups;
    expect(groupsOf('user')).toEqual([[0, 1, 2]]);
    expect(groupsOf('net')).toEqual([[0], [1, 2]]);
    expect(groupsOf('pid')).toEqual([[0], [1], [2]]);
    expect(words).toEqual(['web shares user with the host; net with side', 'side shares user with the host']);
  });
});

describe('what differs', () => {
  it('marks less power as lost and more as gained', () => {
    const [open, closed] = [subjectIn(soft), subjectIn()];
    const marks = marksBetween(open, closed);
    expect(marks.get('cap/CHOWN')).toBe('lost');
    expect(marks.get('uid')).toBe('changed');
    expect(marks.has('cap/BPF')).toBe(false);
    expect(marksBetween(closed, open).get('cap/CHOWN')).toBe('gained');
  });

  it('marks nothing of one that is as it was, nor what is not known now', () => {
    expect(marksBetween(subjectIn(soft), subjectIn(soft)).size).toBe(0);
    expect([...marksBetween(subjectIn(soft), subjectIn(makeStopped())).keys()]).toEqual(['state']);
  });
});
