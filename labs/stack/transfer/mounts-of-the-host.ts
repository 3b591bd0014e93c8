import { listWords } from '../../../src/lab/matchers/matcher.ts';
import type { Observation } from '../../../src/lab/observation/observation.ts';

/** Folders of the host, outside of what the learner works in, that a service of the stack has. */
export function tellHostMounts({ containers }: Observation) {
  const expected = 'no folder of the host but the workspace’s, in no container';
  const found = containers.flatMap(({ service, declared }) =>
    declared.mounts
      .filter(
        ({ type, source }) =>
          type === 'bind' && /^\/(?:$|etc|proc|sys|dev|root|var\/(?:run|lib)|run)(?:\/|$)/.test(source),
      )
      .filter(({ source }) => !source.includes('/workspaces/'))
      .map(({ source, destination }) => `${service} has ${source} at ${destination}`),
  );
  if (containers.length === 0) found.push('there is no container of shop, stock or mail');
  return {
    ok: found.length === 0,
    observed: found.length === 0 ? 'shop, stock and mail have none' : listWords(found),
    expected,
  };
}
