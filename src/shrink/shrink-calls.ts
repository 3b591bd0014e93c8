import { syscallNumbersOf } from '../lab/observation/syscall-table.ts';
import { familyNames, familyOf, neededByAll } from './call-families.ts';
import type { InspectedService } from './inspected-service.ts';
import { reduce } from './reduce.ts';
import { profileOf } from './service-powers.ts';
import type { ShrunkCalls } from './shrunk.ts';
import type { CopyPlan } from './shrunk-copy.ts';
import { callsLetThrough, letThroughOnly } from './shrunk-filter.ts';
import type { Trials } from './trials.ts';

/**
 * System calls: families first, then the calls of each that stays. Nothing is tried where there is no filter, or one that
 * is not a list of what is allowed.
 */
export async function shrinkCalls(
  service: InspectedService,
  plan: CopyPlan,
  trials: Trials,
  architecture: string,
): Promise<{
  readonly plan: CopyPlan;
  readonly calls: ShrunkCalls | undefined;
  readonly isMinimal: boolean;
}> {
  const profile = profileOf(service);
  const table = syscallNumbersOf(architecture);
  const asItIs = { plan, calls: undefined, isMinimal: true };
  if (plan.kept.has('privileged') || plan.kept.has('no-filter') || !profile || !table) return asItIs;
  const all = callsLetThrough(profile, new Set(table.keys()));
  const tried = all.filter((call) => !neededByAll.has(call));
  const kept = all.filter((call) => neededByAll.has(call));
  const planOf = (calls: readonly string[]): CopyPlan => ({
    ...plan,
    profile: letThroughOnly(profile, new Set([...kept, ...calls])),
  });
  const withAll = trials.passes('calls', tried, planOf);
  if ((await withAll(tried)) !== true) return { ...asItIs, isMinimal: false };
  const callsOf = (names: readonly string[]) => tried.filter((call) => names.includes(familyOf(call)));
  const families = familyNames.filter((name) => callsOf([name]).length > 0);
  const byFamily = await reduce(
    families,
    trials.passes('families of calls', families, (left) => planOf(callsOf(left))),
  );
  let left = callsOf(byFamily.left);
  let { isMinimal } = byFamily;
  for (const family of byFamily.left) {
    const ofFamily = callsOf([family]);
    const others = left.filter((call) => !ofFamily.includes(call));
    const reduced = await reduce(
      ofFamily,
      trials.passes(`calls for ${family}`, ofFamily, (calls) => planOf([...others, ...calls])),
    );
    left = [...others, ...reduced.left];
    isMinimal &&= reduced.isMinimal;
  }
  const final = planOf(left);
  return {
    plan: final,
    isMinimal,
    calls: {
      before: all.length,
      left: [...kept, ...left].sort(),
      families: byFamily.left.map((name) => ({
        name,
        calls: left.filter((call) => familyOf(call) === name),
        without: trials.without(name),
      })),
      kept: kept.length,
      profile: final.profile ?? profile,
    },
  };
}
