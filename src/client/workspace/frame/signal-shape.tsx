import type { LightStatus } from '../../core/check-words.ts';

/** The shape and colour of a status; the symbols stand in every page. */
export function SignalShape({ status }: { readonly status: LightStatus }) {
  return (
    <svg class="dd-signal" data-status={status} width="16" height="16" aria-hidden="true">
      <use href={`#dd-${status}`} />
    </svg>
  );
}
