import { expect, it } from 'vitest';
import { NeedsSchema } from '../../../../src/lab/manifest/needs.ts';
import { refuseUnmet } from '../../../../src/runner/stage/refuse-unmet.ts';
import { FakeEngine } from '../../observe/fake-engine.ts';

const seatThatSays = (answer: string) => {
  const asked: string[] = [];
  const { port } = new FakeEngine();
  const ask = async (request: string) => {
    asked.push(request);
    return answer;
  };
  const openProbe = async () => ({ ask, [Symbol.asyncDispose]: async () => undefined });
  return { seat: { engine: port, openProbe }, asked };
};
const needs = NeedsSchema.parse({ kernel: ['btf'], bpf: ['tracing'] });

it('asks nothing of a seat for a lab that needs nothing to be tried', async () => {
  const { seat, asked } = seatThatSays('');
  await refuseUnmet(seat, NeedsSchema.parse({ runtimes: ['runc'], architecture: ['amd64'] }));
  expect(asked).toEqual([]);
});

it('lets a lab begin where all of it can be done, and says what cannot', async () => {
  const { seat, asked } = seatThatSays('probe 1\nability btf \nability bpf-tracing \nend\n');
  await refuseUnmet(seat, needs);
  expect(asked).toEqual(['abilities btf bpf-tracing']);
  const lacking = seatThatSays('probe 1\nability btf \nability bpf-tracing it may not\nend\n');
  await expect(refuseUnmet(lacking.seat, needs)).rejects.toMatchObject({
    code: 'seat-unmet',
    message: 'The lab needs what this seat lacks: it may not.',
  });
});
