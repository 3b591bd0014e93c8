import type { LabView } from '../../lab/wire/labs.ts';
import type { LtiDestination, LtiDestinations } from '../../lti/destination.ts';

/** Labs as what platforms can link to: each opens its chapter, and is for practice, so that it has no points. */
export function makeLabDestinations(labs: () => readonly LabView[]): LtiDestinations {
  const list = (): readonly LtiDestination[] =>
    labs().map(({ id, title }) => ({ id: `lab:${id}`, title, path: `/${id.split('/')[0]}/` }));
  return { list, find: (id) => list().find((destination) => destination.id === id) };
}
