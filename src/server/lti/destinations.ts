import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { RuleStore } from '../../grades/assignments/assignment-store.ts';
import { toHundredths, toPoints } from '../../grades/points.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import type { LtiDestination, LtiDestinations } from '../../lti/destination.ts';

const prefix = 'assignment:';

/** The id of the assignment that a destination is; undefined of others. */
export const assignmentOf = (destination: string): string | undefined =>
  destination.startsWith(prefix) ? destination.slice(prefix.length) : undefined;

/**
 * What platforms can link to. Labs open their chapter, and are for practice, so that they have no points. An assignment
 * opens its page, and can be linked in its own course alone.
 */
export function makeDestinations(
  labs: () => readonly LabView[],
  store: Pick<RuleStore, 'listAssignments' | 'findAssignment'>,
): LtiDestinations {
  const ofLabs = () =>
    labs().map(({ id, title }) => ({ id: `lab:${id}`, title, path: `/${id.split('/')[0]}/` }));
  return {
    list: (course) => [
      ...store
        .listAssignments()
        .filter((assignment) => assignment.course === course)
        .map(ofAssignment),
      ...ofLabs(),
    ],
    find: (id) => {
      const assignment = assignmentOf(id);
      if (assignment === undefined) return ofLabs().find((destination) => destination.id === id);
      const found = store.findAssignment(assignment);
      return found && ofAssignment(found);
    },
  };
}

function ofAssignment({ id, course, policy: { title, labs } }: Assignment): LtiDestination {
  const points = toPoints(labs.reduce((all, lab) => all + toHundredths(lab.points), 0));
  return {
    id: `${prefix}${id}`,
    title,
    path: `/my-assignments/?assignment=${encodeURIComponent(id)}`,
    course,
    points,
  };
}
