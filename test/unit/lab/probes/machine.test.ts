import { expect, test } from 'vitest';
import { machine, program, service } from '../../../../src/lab/authoring.ts';

const guarded = service('guarded');

test('what is tried in a guest is asked of the machine, and is another probe than the same in its container', () => {
  const inGuest = machine(guarded).program(['uname', '-r']);
  expect(inGuest.probe).toMatchObject({ kind: 'exec', argv: ['machine-exec', '--', 'uname', '-r'] });
  expect(inGuest.probe.id).not.toBe(program(guarded, ['uname', '-r']).probe.id);
  expect(inGuest.prints('6.12').data.expect).toMatchObject({ kind: 'exec-result', probe: inGuest.probe.id });
});

test('a guest has more time than a container, unless an author says otherwise', () => {
  expect(machine(guarded).program(['true']).probe).toMatchObject({ timeoutMs: 45_000 });
  expect(machine(guarded).program(['true'], { withinMs: 5000 }).probe).toMatchObject({ timeoutMs: 5000 });
});
