import type { CheckResult } from '../../lab/checks/result.ts';
import type { CheckReport } from '../../lab/wire/checks.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import { type LightStatus, statusWords } from './check-words.ts';

/** One check as the strip shows it. */
export interface Light {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly guard: boolean;
  readonly status: LightStatus;
  /** Points that it can earn. */
  readonly of: number;
  readonly result: CheckResult | undefined;
}

/**
 * Guards first, then the checks in the order of the manifest. `vars` are the reader's own values, for titles.
 */
export function lightsOf(
  view: LabView,
  report: CheckReport | undefined,
  vars: Readonly<Record<string, string>> = {},
): readonly Light[] {
  const results = new Map(report?.results.map((result) => [result.id, result]));
  const lights = view.checks.map(({ id, task, title, guard, of }): Light => {
    const result = results.get(id);
    return { id, task, title: titleWith(vars, title), guard, of, status: result?.status ?? 'none', result };
  });
  return [...lights.filter((light) => light.guard), ...lights.filter((light) => !light.guard)];
}

/**
 * A title with one's own values: a matcher's says `your size` of a value, since it is one for all learners. It does so where
 * a number belongs, or in quotes; elsewhere `your greeting` is an author's words, and stays.
 */
export function titleWith(vars: Readonly<Record<string, string>>, title: string): string {
  return Object.entries(vars)
    .toSorted(([one], [other]) => other.length - one.length)
    .reduce((filled, [name, value]) => {
      const words = `your ${name.replaceAll('_', ' ')}`;
      const quoted = filled.replaceAll(`“${words}”`, `“${value}”`);
      return /^\d+$/.test(value) ? quoted.replace(new RegExp(`\\b${words}(?!\\w)`, 'g'), value) : quoted;
    }, title);
}

export interface LightCount {
  readonly passing: number;
  /** Those that can be judged on this machine. */
  readonly judged: number;
  readonly text: string;
}

/** How many hold, of those that this machine can judge. Skipped ones are named, not counted. */
export function countLights(lights: readonly Pick<Light, 'status'>[]): LightCount {
  const passing = lights.filter((light) => light.status === 'pass').length;
  const skipped = lights.filter((light) => light.status === 'skip').length;
  const judged = lights.length - skipped;
  const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
  if (lights.every((light) => light.status === 'none')) return { passing, judged, text: 'not judged yet' };
  return { passing, judged, text: `${passing} of ${judged} hold${rest}` };
}

export function allPass(lights: readonly Light[]): boolean {
  const judged = lights.filter((light) => light.status !== 'skip');
  return judged.length > 0 && judged.every((light) => light.status === 'pass');
}

/**
 * What a screen reader says when the lights change, tersely; empty when nothing did.
 * The first judgement only says how many hold; many changes at once are counted, not read out.
 */
export function announceChange(before: readonly Light[], after: readonly Light[]): string {
  const was = new Map(before.map((light) => [light.id, light.status]));
  const changed = after.filter((light) => was.get(light.id) !== light.status);
  if (changed.length === 0) return '';
  const count = `${countLights(after).text}.`;
  if (before.every((light) => light.status === 'none')) return upper(count);
  if (allPass(after)) return `All checks hold. ${upper(count)}`;
  if (changed.length > 3) return `${changed.length} checks changed. ${upper(count)}`;
  const told = changed.map((light) => `${light.title}: ${statusWords[light.status]}.`);
  return `${told.join(' ')} ${upper(count)}`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
