import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { JobKind, JobView } from '../../../lab/wire/jobs.ts';
import { jobWords } from '../../core/job-words.ts';
import { useWorkspace } from '../workspace-context.ts';
import { LogText } from './log-text.tsx';
import { currentStep, Steps } from './steps.tsx';

/** After this a start shows its steps by itself: a list that grows takes room from the terminal with each line. */
const longMs = 1_500;

/** The job under way: its step, all steps and output on demand, and Cancel. There as soon as a start is asked for. */
export function JobBar() {
  const { store } = useWorkspace();
  const job = store.status.value?.job;
  if (job !== undefined) return <Job key={job.id} job={job} />;
  if (store.asked.value !== 'start') return null;
  return (
    <section class="ws-job" aria-label="Job under way">
      <JobLine kind="start" progress={{}} />
    </section>
  );
}

function Job({ job }: { readonly job: JobView }) {
  const { store } = useWorkspace();
  const chosen = useSignal<boolean | undefined>(undefined);
  const isLong = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      isLong.value = true;
    }, longMs);
    return () => clearTimeout(timer);
  }, []);
  const step = currentStep(job.steps);
  const done = job.steps.filter((one) => one.status === 'done' || one.status === 'skipped').length;
  const open = chosen.value ?? (isLong.value && store.status.value?.phase === 'starting');
  const text = store.output.value?.job === job.id ? store.output.value.text : '';
  return (
    <section class="ws-job" aria-label="Job under way">
      <JobLine
        kind={job.kind}
        step={open ? undefined : step?.title}
        progress={job.steps.length > 0 ? { value: done, max: job.steps.length } : {}}
      >
        <button
          type="button"
          class="ws-link"
          aria-expanded={open}
          onClick={() => {
            chosen.value = !open;
          }}
        >
          {open ? 'Less' : 'Steps'}
        </button>
        <button type="button" class="dd-button" data-kind="quiet" onClick={() => void store.cancel()}>
          Cancel
        </button>
      </JobLine>
      {open && job.steps.length > 0 && <Steps steps={job.steps} />}
      {open && text !== '' && <Output text={text} />}
    </section>
  );
}

interface JobLineProps {
  readonly kind: JobKind;
  readonly step?: string | undefined;
  readonly progress: { readonly value?: number; readonly max?: number };
  readonly children?: ComponentChildren;
}

function JobLine({ kind, step, progress, children }: JobLineProps) {
  return (
    <div class="ws-job-line">
      <progress aria-label={jobWords[kind]} {...progress} />
      <p>
        <strong>{jobWords[kind]}</strong>
        {step !== undefined && <span class="ws-muted"> {step}</span>}
      </p>
      {children}
    </div>
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
