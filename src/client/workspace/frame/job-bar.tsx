import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { jobWords } from '../../core/job-words.ts';
import { useWorkspace } from '../workspace-context.ts';
import { LogText } from './log-text.tsx';
import { currentStep, Steps } from './steps.tsx';

/** The job under way: its step, all steps and output on demand, and Cancel. */
export function JobBar() {
  const { store } = useWorkspace();
  const open = useSignal(false);
  const status = store.status.value;
  const job = status?.job;
  if (job === undefined) return null;
  const step = currentStep(job.steps);
  const done = job.steps.filter((one) => one.status === 'done' || one.status === 'skipped').length;
  const big = open.value || status?.phase === 'starting';
  const text = store.output.value?.job === job.id ? store.output.value.text : '';
  return (
    <section class="ws-job" aria-label="Job under way">
      <div class="ws-job-line">
        <progress
          aria-label={jobWords[job.kind]}
          {...(job.steps.length > 0 ? { value: done, max: job.steps.length } : {})}
        />
        <p>
          <strong>{jobWords[job.kind]}</strong>
          {step !== undefined && !big && <span class="ws-muted"> {step.title}</span>}
        </p>
        {status?.phase !== 'starting' && (
          <button
            type="button"
            class="ws-link"
            aria-expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            {open.value ? 'Less' : 'Steps'}
          </button>
        )}
        <button type="button" class="dd-button" data-kind="quiet" onClick={() => void store.cancel()}>
          Cancel
        </button>
      </div>
      {big && job.steps.length > 0 && <Steps steps={job.steps} />}
      {big && text !== '' && <Output text={text} />}
    </section>
  );
}

/** What tools said; stays at its end while more comes, unless the reader scrolled up. */
function Output({ text }: { readonly text: string }) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  function onScroll(): void {
    if (box.current === null) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
  }

  return <LogText label="Output" text={text} box={box} onScroll={onScroll} />;
}
