import type { Role } from '../lab/people/role.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

/**
 * What somebody is in the platform's course, by a list of what we take: LTI 1.3 appendix A.2.2. Undefined for all
 * others, such as administrators who are not in the course. A teaching assistant is often said to be an instructor too.
 */
export function roleOf(said: readonly string[]): Exclude<Role, 'owner'> | undefined {
  const has = (...names: readonly string[]) => names.some((name) => said.includes(name));
  if (has(`${membership}/Instructor#TeachingAssistant`, `${membership}#TeachingAssistant`))
    return 'assistant';
  if (has(`${membership}#Instructor`, 'Instructor')) return 'instructor';
  if (has(`${membership}#Learner`, 'Learner')) return 'learner';
  return undefined;
}
