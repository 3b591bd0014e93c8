import type { Terms } from '../../lab/wire/joining.ts';

/** What a learner agrees to, in parts. */
export function TermsList({ items }: Pick<Terms, 'items'>) {
  return (
    <dl class="dd-terms">
      {items.map(({ title, text }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
