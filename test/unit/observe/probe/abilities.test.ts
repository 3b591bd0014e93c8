import { describe, expect, it } from 'vitest';
import { abilitiesOf, whyUnmet } from '../../../../src/lab/manifest/needs.ts';
import { tryAbilities } from '../../../../src/observe/probe/abilities.ts';
import { info } from '../fake-engine.ts';

const needs = {
  kernel: ['btf'],
  bpf: ['lsm'],
  images: 'containerd',
  lsm: ['apparmor', 'yama'],
  idRange: 65_536,
} as const;
const asked = abilitiesOf({ ...needs, kernel: [...needs.kernel], bpf: [...needs.bpf], lsm: [...needs.lsm] });

async function tryThem(answer: string, names = asked, engine = {}) {
  const requests: string[] = [];
  const ask = async (request: string) => {
    requests.push(request);
    return answer;
  };
  const line = async () => ({ ask, [Symbol.asyncDispose]: async () => undefined });
  return { abilities: await tryAbilities(names, engine, info, line), requests };
}

describe('what a lab needs of the machine', () => {
  it('is asked of the Engine where it knows, and else tried', async () => {
    const told =
      'probe 1\nability btf \nability bpf-lsm not permitted\nability lsm-yama \nability ids-65536 \nend\n';
    const { abilities, requests } = await tryThem(told);
    expect(requests).toEqual(['abilities btf bpf-lsm lsm-yama ids-65536']);
    expect(abilities).toMatchObject({
      btf: { has: true },
      'bpf-lsm': { has: false, reason: 'not permitted' },
      'images-containerd': { has: false, reason: expect.stringContaining('overlay2') },
      'lsm-apparmor': { has: true },
      'ids-65536': { has: true },
    });
    expect(whyUnmet({ kernel: ['btf'] }, abilities)).toBeUndefined();
    expect(whyUnmet({ kernel: ['btf'], bpf: ['lsm'] }, abilities)).toEqual({
      reason: 'not permitted',
      cause: 'host-lacks',
    });
    expect(whyUnmet({ idRange: 1_000 }, abilities)).toMatchObject({ cause: 'not-yet' });
  });

  it('is not there where it could not be tried', async () => {
    const { abilities } = await tryThem('probe 1\nerror not%20an%20ability\nend\n', ['btf']);
    expect(abilities.btf).toMatchObject({
      has: false,
      reason: expect.stringContaining('could not be tried'),
    });
    expect(await tryAbilities(['btf'], {}, info, undefined)).toMatchObject({ btf: { has: false } });
  });

  it('is tried once for an engine, and again where it could not be', async () => {
    const engine = {};
    await tryThem('probe 1\nerror busy\nend\n', ['btf'], engine);
    const second = await tryThem('probe 1\nability btf \nend\n', ['btf'], engine);
    expect(second.abilities).toEqual({ btf: { has: true } });
    const third = await tryThem('probe 1\nability btf gone\nend\n', ['btf'], engine);
    expect(third).toEqual({ abilities: { btf: { has: true } }, requests: [] });
  });

  it('costs nothing where nothing is asked', async () => {
    expect((await tryThem('', [])).requests).toEqual([]);
  });
});
