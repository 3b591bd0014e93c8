import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { suspensionWords } from '../../../lab/seats/suspension-words.ts';
import { cannotRunHere, engineIsPrepared } from '../../core/job-words.ts';
import { ServicesLine } from '../checks/services.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { ErrorCard, Fix } from './error-card.tsx';
import { Prose } from './prose.tsx';
import { Steps } from './steps.tsx';

/** What stands between the reader and the lab: no server, no engine, no seat, a job that failed. */
export function Banners() {
  const { store, files } = useWorkspace();
  const status = store.status.value;
  const failure = status?.job === undefined ? status?.error : undefined;
  // Every status brings its error anew: the same words are the same failure, until a job begins.
  const putAway = useSignal('');
  useEffect(() => {
    if (failure === undefined) putAway.value = '';
  }, [failure === undefined]);
  const trouble = store.trouble.value;
  const fileTrouble = files.trouble.value;
  return (
    <div class="ws-banners">
      <ConnectionBanner />
      <EngineBanner />
      <SeatBanner />
      <SuspensionBanner />
      <ServicesLine />
      {failure !== undefined && failure.code !== 'cancelled' && failure.message !== putAway.value && (
        <ErrorCard
          error={failure}
          onClose={() => {
            putAway.value = failure.message;
          }}
        />
      )}
      {trouble !== undefined && <ErrorCard error={trouble} onClose={store.dismiss} />}
      {fileTrouble !== undefined && store.line.value === 'open' && (
        <ErrorCard
          error={fileTrouble}
          onClose={() => {
            files.trouble.value = undefined;
          }}
        />
      )}
    </div>
  );
}

function ConnectionBanner() {
  const { store } = useWorkspace();
  const state = store.line.value;
  if (state === 'lost') {
    return (
      <section class="ws-banner" data-tone="blocked" role="status">
        <strong>The server does not answer.</strong> Edits are kept in this browser and go out when it is
        back; the page tries by itself. See whether <code>npm start</code> still runs in its terminal.
      </section>
    );
  }
  if (state === 'ended') {
    return (
      <section class="ws-banner" data-tone="blocked" role="status">
        <strong>Your login has ended.</strong> <code>npm run drydock -- open</code> makes a new one. Edits are
        kept in this browser.
      </section>
    );
  }
  return null;
}

function EngineBanner() {
  const { store } = useWorkspace();
  const engine = store.engine.value;
  if (engine === undefined || engine.state === 'ready' || store.line.value !== 'open') return null;
  if (engine.state === 'preparing') {
    return (
      <section class="ws-banner" role="status">
        <strong>{engineIsPrepared}</strong> You can read on; the lab starts when it is ready.
        <Steps steps={engine.steps} />
      </section>
    );
  }
  const running = store.status.value?.run !== undefined;
  return (
    <section class="ws-banner" data-tone="fail" role="status">
      <strong>{running ? 'The engine went away.' : 'There is no Docker Engine.'}</strong>{' '}
      {running &&
        'What runs in it is out of reach until it is back; nothing of yours is lost. Looking for it again.'}
      {engine.error !== undefined && <Prose text={engine.error.message} />}
      {engine.error?.fix !== undefined && <Fix text={engine.error.fix} />}
    </section>
  );
}

function SeatBanner() {
  const { store } = useWorkspace();
  const runnable = store.view.value?.runnable;
  if (runnable === undefined || runnable.ok || store.status.value?.run !== undefined) return null;
  return (
    <section class="ws-banner" data-tone="skip" role="status">
      <strong>{cannotRunHere}</strong> <Prose text={runnable.reason} />
      <Fix text={runnable.fix} />
    </section>
  );
}

/** Stands from when the page hears of it until the reader has put it away, so that nothing below it moves by itself. */
function SuspensionBanner() {
  const { store } = useWorkspace();
  const suspension = store.status.value?.suspension;
  const text = suspension && suspensionWords(suspension);
  const putAway = useSignal('');
  useEffect(() => {
    if (text === undefined) putAway.value = '';
  }, [text]);
  if (text === undefined || text === putAway.value) return null;
  return (
    <section class="ws-banner ws-suspension" role="status">
      <p>{text}</p>
      <button
        type="button"
        class="ws-link"
        onClick={() => {
          putAway.value = text;
        }}
      >
        Put away
      </button>
    </section>
  );
}
