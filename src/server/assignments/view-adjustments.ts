import { type Adjustment, adjustmentsInForce } from '../../grades/adjustment.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { personalTerms } from '../../grades/personal-terms.ts';
import { describeAdjustment } from '../../grades/policy/describe-adjustment.ts';
import { describeTerms } from '../../grades/policy/describe-policy.ts';
import type { Zone } from '../../grades/time/zoned-time.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { AdjustmentsView } from '../../lab/wire/assignments.ts';

type Asked = Pick<AssignmentStore, 'listAdjustments' | 'listOpened'> & Pick<Store, 'findPerson'>;

/** All that was made otherwise for a person, the newest first, with reasons; and what the person is told of it. */
export function viewAdjustments(
  store: Asked,
  { id, policy }: Assignment,
  person: string,
  reader: Zone,
): AdjustmentsView {
  const all = store.listAdjustments(id).filter((each) => each.person === person);
  const changes = adjustmentsInForce(all, person).map(({ change }) => change);
  const terms = personalTerms(policy, changes, store.listOpened(id).get(person));
  return {
    terms: [...describeTerms(policy, terms, policy.zone)],
    adjustments: viewEachAdjustment(store, all, person, { course: policy.zone, reader }),
  };
}

/** Each thing that was made otherwise for one person, of whom `all` are; the newest first. */
export function viewEachAdjustment(
  store: Pick<Store, 'findPerson'>,
  all: readonly Adjustment[],
  person: string,
  zones: { readonly course: Zone; readonly reader: Zone },
): AdjustmentsView['adjustments'] {
  const holding = adjustmentsInForce(all, person);
  return all.toReversed().map((each) => ({
    id: each.id,
    kind: each.change.kind,
    words: describeAdjustment(each.change, zones),
    reason: each.reason,
    by: store.findPerson(each.by)?.name ?? '',
    at: each.at,
    holds: each.change.kind !== 'withdrawn' && holding.includes(each),
  }));
}
