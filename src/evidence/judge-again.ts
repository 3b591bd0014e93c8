import { grade } from '../lab/checks/grade.ts';
import { type Judgeable, judge } from '../lab/checks/judge.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { GradedStatement, JudgedCheck } from './statement.ts';
import { extensionName } from './types.ts';

/** What one check said then, and what it says of the same observation now. Undefined: it was not there. */
export interface ComparedCheck {
  readonly id: string;
  readonly recorded: JudgedCheck | undefined;
  readonly again: Pick<JudgedCheck, 'status' | 'points' | 'earned' | 'of'> | undefined;
  readonly isSame: boolean;
}

export interface JudgedAgain {
  readonly checks: readonly ComparedCheck[];
  readonly grade: { readonly recorded: Points; readonly again: Points };
  readonly isSame: boolean;
}

interface Points {
  readonly earned: number;
  readonly of: number;
}

/**
 * Judges what was observed then by a lab, with the values and under the policy that the evidence names. Pure. That it is
 * the lab and the observation of the evidence is for the caller to see to.
 */
export function judgeAgain(
  { predicate: { [extensionName]: said } }: GradedStatement,
  lab: Judgeable,
  observation: Observation,
): JudgedAgain {
  const results = judge(lab, observation, said.values);
  const made = grade(results, said.policy.rules);
  const grades = new Map(made.checks.map((each) => [each.check, each]));
  const again = new Map(
    results.map(({ id, status, points }) => {
      const { earned = 0, of = 0 } = grades.get(id) ?? {};
      return [id, { status, points, earned, of }];
    }),
  );
  const recorded = new Map(said.checks.map((each) => [each.id, each]));
  const checks = [...new Set([...recorded.keys(), ...again.keys()])].map((id) => {
    const [before, now] = [recorded.get(id), again.get(id)];
    return { id, recorded: before, again: now, isSame: isSame(before, now) };
  });
  const points = {
    recorded: { earned: said.grade.earned, of: said.grade.of },
    again: { earned: made.earned, of: made.of },
  };
  const isSameGrade = points.recorded.earned === made.earned && points.recorded.of === made.of;
  return { checks, grade: points, isSame: isSameGrade && checks.every((each) => each.isSame) };
}

function isSame(recorded: JudgedCheck | undefined, again: ComparedCheck['again']): boolean {
  if (!recorded || !again) return false;
  return (['status', 'points', 'earned', 'of'] as const).every((name) => recorded[name] === again[name]);
}
