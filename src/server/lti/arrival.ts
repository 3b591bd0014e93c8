import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { longestName, parseName } from '../../lab/sessions/alias.ts';
import type { LtiDestination, LtiDestinations } from '../../lti/destination.ts';
import type { ResourceMessage } from '../../lti/message.ts';
import { refused } from '../../lti/read-id-token.ts';
import { roleOf } from '../../lti/roles.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';

export interface ArrivalParts {
  readonly store: Store;
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

/** Lets somebody in whom a platform vouches for, in their role in its course, and keeps the link they came by. */
export function arrive(message: ResourceMessage, parts: ArrivalParts): Arrival {
  const { store, signIns, destinations, seatsForMany } = parts;
  const role = roleOf(message.roles);
  if (role === undefined) throw refused('it says that you are neither a learner of the course nor teach it');
  if (!seatsForMany) throw forOne();
  const { platform, deployment, subject, context, resourceLink, lineItems, lineItem, scopes } = message;
  const destination = message.destination === undefined ? undefined : destinations.find(message.destination);
  if (message.destination !== undefined && destination === undefined)
    throw new DrydockError('lti-refused', {
      message: 'The link leads to something that is not here any more.',
      fix: 'Tell whoever teaches the course: they can link it anew.',
    });
  const name = shownName(message.name);
  const { person, lost } = store.enter({ platform, deployment, subject, name, context, role });
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
