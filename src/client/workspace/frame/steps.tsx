import { useRef } from 'preact/hooks';
import { stepDetail } from '../../../lab/general/units.ts';
import type { ProgressEvent } from '../../../lab/wire/jobs.ts';
import { makeTimeLeft } from './time-left.ts';

/** The steps of long work: what is done, what is under way with sizes, what waits. */
export function Steps({ steps }: { readonly steps: readonly ProgressEvent[] }) {
  const timeLeft = useRef(makeTimeLeft(Date.now));
  return (
    <ol class="ws-steps">
      {steps.map((step) => (
        <li key={step.step} data-status={step.status}>
          <span class="ws-step-title">{step.title}</span>
          <span class="ws-sr"> {step.status}</span>
          <span class="ws-step-detail">{stepDetail(step, timeLeft.current.of(step))}</span>
          {step.status === 'running' && step.totalBytes !== undefined && step.totalBytes > 0 && (
            <progress max={step.totalBytes} value={step.currentBytes ?? 0} aria-label={step.title} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** The step that is under way, else the last one that has been. */
export function currentStep(steps: readonly ProgressEvent[]): ProgressEvent | undefined {
  return (
    steps.find((step) => step.status === 'running') ?? steps.findLast((step) => step.status !== 'waiting')
  );
}
