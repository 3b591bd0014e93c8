import { foldKey } from '../../grades/roster/roster.ts';
import { DrydockError } from '../../lab/errors.ts';
import { longestName, parseName } from '../../lab/sessions/alias.ts';
import type { LtiDestination, LtiDestinations } from '../../lti/destination.ts';
import type { ResourceMessage } from '../../lti/message.ts';
import { refused } from '../../lti/read-id-token.ts';
import { roleOf } from '../../lti/roles.ts';
import type { CourseStore } from '../assignments/assignment-views.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';

export interface ArrivalParts {
  readonly store: CourseStore;
  readonly signIns: OpenSignIns;
  readonly destinations: LtiDestinations;
  /** Seats are for many people, so that several can be let in. */
  readonly seatsForMany: boolean;
}

/** Who has come, and where they go. */
export interface Arrival {
  readonly person: string;
  readonly title: string;
  readonly path: string;
}

const theBook: Pick<LtiDestination, 'title' | 'path'> = { title: 'Drydock', path: '/' };

/**
 * Lets somebody in whom a platform vouches for, in their role in its course, and keeps the link they came by. A learner
 * who comes to an assignment takes part in its course from then on: as whom its roster knows by the same SIS id, where
 * it does, else as themselves.
 */
export function arrive(message: ResourceMessage, parts: ArrivalParts): Arrival {
  const { store, signIns, destinations, seatsForMany } = parts;
  const role = roleOf(message.roles);
  if (role === undefined) throw refused('it says that you are neither a learner of the course nor teach it');
  if (!seatsForMany) throw forOne();
  const { platform, deployment, subject, context, resourceLink, lineItems, lineItem, scopes } = message;
  const place = { platform, deployment, context: context.id };
  const destination = message.destination === undefined ? undefined : destinations.find(message.destination);
  if (message.destination !== undefined && destination === undefined)
    throw new DrydockError('lti-refused', {
      message: 'The link leads to something that is not here any more.',
      fix: 'Tell whoever teaches the course: they can link it anew.',
    });
  const course = destination?.course;
  if (course !== undefined && store.findLtiCourse(place) !== course)
    throw new DrydockError('lti-refused', {
      message: 'The link leads to an assignment of another course.',
      fix: 'Whoever runs the server says which course here is the platform’s: drydock lti course',
    });
  const name = shownName(message.name);
  const { person, lost } = store.enter({
    platform,
    deployment,
    subject,
    name,
    context,
    role,
    known: role === 'learner' && course !== undefined ? onRoster(store, course, message.sisId) : undefined,
  });
  if (course !== undefined && role === 'learner') store.enrolMember(course, person.id);
  // What is open was opened by who they were.
  if (lost)
    for (const { id } of store.listSignIns(person.id)) {
      store.endSignIn(person.id, id);
      signIns.end(id);
    }
  if (destination !== undefined)
    store.keepLink({
      platform,
      deployment,
      context: context.id,
      resourceLink,
      destination: destination.id,
      subject,
      lineItems,
      lineItem,
      scopes,
    });
  const { title, path } = destination ?? theBook;
  return { person: person.id, title, path };
}

/** Whom the roster has under a SIS id: one alone, who is nothing but a learner. */
function onRoster(store: CourseStore, course: string, sisId: string | undefined): string | undefined {
  if (sisId === undefined) return undefined;
  const [found, ...others] = store
    .listEnrolled(course)
    .filter((each) => each.sisId !== undefined && foldKey(each.sisId) === foldKey(sisId));
  if (found === undefined || others.length > 0) return undefined;
  return store.heldRoles(found.id).every(({ role }) => role === 'learner') ? found.id : undefined;
}

/** As others may see it; undefined where it cannot be shown. */
function shownName(told: string | undefined): string | undefined {
  const parsed = parseName((told ?? '').slice(0, longestName));
  return 'fault' in parsed ? undefined : parsed.name;
}

function forOne(): DrydockError {
  return new DrydockError('lti-refused', {
    message: 'Nobody can be let in here: the seats of this server are for one person.',
    fix: 'Whoever runs it starts it with --seats-for many.',
  });
}
