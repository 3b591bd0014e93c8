import { type LightStatus, statusWords } from '../../core/check-words.ts';

const isStatus = (status: string): status is LightStatus => Object.hasOwn(statusWords, status);

/** The shape of a check's status, with its words for who does not see it. */
export function CheckMark({ status }: { readonly status: string }) {
  const of = isStatus(status) ? status : 'none';
  return (
    <span class="dd-work-check-mark">
      <svg class="dd-signal" data-status={of} width="16" height="16" aria-hidden="true">
        <use href={`#dd-${of}`} />
      </svg>
      <span class="sr-only">{statusWords[of]}: </span>
    </span>
  );
}
