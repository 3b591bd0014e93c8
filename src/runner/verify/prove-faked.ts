import type { CheckResult } from '../../lab/checks/result.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import { fillProbe } from '../../lab/probes/active-probe.ts';
import { failureOf } from './failure-of.ts';
import { fakedServices, fakeService, judgeFaked } from './faked.ts';
import type { ProofRun } from './proof-run.ts';
import { readFiles } from './prove-comes-up.ts';
import { settle } from './settle.ts';

/** A fake answers at once. It is looked at twice: the second look sees one that the first was too early for. */
const fakeWithinMs = 3_000;
const fewestLooks = 2;

/** Puts a fake in the place of each service that is asked something by a guard; `solved` is what it repeats. */
export async function proveFaked(run: ProofRun, solved: Observation): Promise<void> {
  const { lab, vars, stage, tools, record, signal } = run;
  const { manifest } = lab;
  const probes = manifest.probes.map((probe) => fillProbe(probe, vars));
  const deadlineMs = Math.min(tools.deadlineMs ?? fakeWithinMs, fakeWithinMs);
  for (const service of fakedServices(manifest)) {
    const where = `faked.${service}`;
    const files = await readFiles(run, where, 'solution');
    if (!files) return;
    tools.onState?.(lab.id, where);
    await stage.down({ volumes: true });
    await stage.lay(fakeService(files, service, probes, solved));
    // One that the gate, the engine or another service does not let up deceives nobody.
    const failure = await failureOf(stage.up(signal));
    signal.throwIfAborted();
    if (failure !== undefined) continue;
    const judge = (seen: readonly CheckResult[]) => judgeFaked(service, manifest, seen);
    record.add(
      judge(await settle(stage, (seen) => judge(seen).length > 0, signal, { deadlineMs, fewestLooks })),
    );
  }
}
