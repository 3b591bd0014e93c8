import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syscallsOf } from '../../../../src/lab/observation/syscall-table.ts';
import { openCallsOf } from '../../../../src/observe/filters/call-answers.ts';
import { parseSyscallFilter } from '../../../../src/observe/filters/syscall-filter.ts';

const filterOf = (filter: unknown, architecture = 'x86_64') => {
  const fact = parseSyscallFilter(JSON.stringify(filter), architecture);
  if (fact.source === 'unknown') throw new Error(fact.reason);
  return openCallsOf(fact.value, architecture);
};

describe('a filter of system calls', () => {
  it('answers with what a rule names, with EPERM where it names nothing', () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [
        { names: ['read', 'write'], action: 'SCMP_ACT_ALLOW' },
        { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
        { names: ['ptrace'], action: 'SCMP_ACT_NOTIFY' },
        { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0 }] },
      ],
    };
    expect(parseSyscallFilter(JSON.stringify(profile), 'x86_64')).toEqual({
      source: 'declared',
      value: {
        filters: undefined,
        instructions: undefined,
        known: 375,
        usual: 'errno 1',
        unusual: {
          allow: ['read', 'write'],
          'errno 38': ['clone3'],
          notify: ['ptrace'],
          'by-arguments': ['socket'],
        },
        beyond: undefined,
        foreign: {},
      },
    });
  });

  it('closes by default what no rule lets through', () => {
    const { filtering, known, closed, conditional } = filterOf({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ names: ['read', 'write', 'no_such_call'], action: 'SCMP_ACT_ALLOW' }],
    });
    expect({ filtering, known, conditional }).toEqual({ filtering: true, known: 375, conditional: [] });
    expect(closed).toHaveLength(373);
    expect(closed).not.toContain('read');
  });

  it('tells apart what is let through with some arguments only', () => {
    const { closed, conditional } = filterOf({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [
        {
          names: ['clone'],
          action: 'SCMP_ACT_ALLOW',
          args: [{ index: 0, value: 1, op: 'SCMP_CMP_MASKED_EQ' }],
        },
        { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
        { names: ['socket'], action: 'SCMP_ACT_LOG' },
      ],
    });
    expect(conditional).toEqual(['clone']);
    expect(closed).toContain('clone3');
    expect(closed).not.toContain('socket');
  });

  it('reads a list of what is refused, too', () => {
    const { closed, conditional } = filterOf({
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [
        { names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' },
        { names: ['personality'], action: 'SCMP_ACT_KILL', args: [{ index: 0, value: 4 }] },
      ],
    });
    expect(closed).toEqual(['mkdir', 'mkdirat']);
    expect(conditional).toEqual(['personality']);
  });

  it('knows that there is none', () => {
    expect(filterOf(null)).toEqual({ filtering: false, known: 375, closed: [], conditional: [] });
  });

  it('leaves out the calls that an architecture does not have', () => {
    const { known, closed } = filterOf(
      {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
      },
      'aarch64',
    );
    expect({ known, closed }).toEqual({ known: 318, closed: ['mkdirat'] });
  });

  it.each([
    ['{"defaultAction":', 'x86_64', 'could not be read'],
    ['{"syscalls":[]}', 'x86_64', 'could not be read'],
    ['null', 's390x', 's390x'],
  ])('says why it does not know: %s on %s', (text, architecture, why) => {
    expect(parseSyscallFilter(text, architecture)).toMatchObject({
      source: 'unknown',
      reason: expect.stringContaining(why),
    });
  });

  it('never counts a call twice, whatever the rules', () => {
    const name = fc.constantFrom(...(syscallsOf('amd64') ?? []).slice(0, 12));
    const rule = fc.record({
      names: fc.array(name, { maxLength: 4 }),
      action: fc.constantFrom('SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO', 'SCMP_ACT_LOG', 'SCMP_ACT_KILL_PROCESS'),
      args: fc.constantFrom(null, [], [{ index: 0 }]),
    });
    const action = fc.constantFrom('SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO');
    fc.assert(
      fc.property(action, fc.array(rule, { maxLength: 8 }), (defaultAction, syscalls) => {
        const { closed, conditional, known } = filterOf({ defaultAction, syscalls });
        expect(new Set([...closed, ...conditional]).size).toBe(closed.length + conditional.length);
        expect(closed.length + conditional.length).toBeLessThanOrEqual(known);
      }),
    );
  });
});
