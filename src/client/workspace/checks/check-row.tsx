import { statusWords } from '../../core/check-words.ts';
import type { Light } from '../../core/lights.ts';
import { Prose } from '../frame/prose.tsx';
import { SignalShape } from '../frame/signal-shape.tsx';

/** One check: its light, and where it does not hold, what was seen beside what was wanted. */
export function CheckRow({ light }: { readonly light: Light }) {
  const { id, title, status, result } = light;
  const of = result?.of ?? light.of;
  return (
    <li class="ws-check" id={`ws-check-${id}`} data-status={status} tabIndex={-1}>
      <SignalShape key={status} status={status} />
      <div class="ws-check-body">
        <p class="ws-check-title">
          {title}
          <span class="ws-sr"> {statusWords[status]}</span>
          {status === 'blocked' && <span class="ws-muted ws-inline">not judged</span>}
          {of > 0 && (
            <span class="ws-points">
              {result?.earned ?? 0}/{of}
            </span>
          )}
        </p>
        {result !== undefined && status !== 'pass' && status !== 'blocked' && <Verdict light={light} />}
      </div>
    </li>
  );
}

function Verdict({ light: { title, result, status } }: { readonly light: Light }) {
  if (result === undefined) return null;
  return (
    <>
      <Prose text={result.message} />
      {status === 'fail' && (
        <dl class="ws-seen">
          <div>
            <dt>observed</dt>
            <dd>{result.observed || '(nothing)'}</dd>
          </div>
          <div>
            <dt>expected</dt>
            <dd>{result.expected || '(nothing)'}</dd>
          </div>
        </dl>
      )}
      <p class="ws-chips">
        {status === 'fail' && result.container !== undefined && (
          <span class="ws-chip">{result.container}</span>
        )}
        {status === 'fail' && result.process !== undefined && <span class="ws-chip">{result.process}</span>}
      </p>
      {status === 'fail' && result.why !== undefined && <Prose class="ws-why" text={result.why} />}
      {result.readMore !== undefined && (
        <p class="ws-more">
          <a href={result.readMore}>
            Where this is explained<span class="ws-sr">: {title}</span>
          </a>
        </p>
      )}
    </>
  );
}
