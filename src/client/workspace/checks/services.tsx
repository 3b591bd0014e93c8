import type { ServiceView } from '../../../lab/wire/labs.ts';
import { downWords, isDown } from '../../core/service-words.ts';
import { LogText } from '../frame/log-text.tsx';
import { SignalShape } from '../frame/signal-shape.tsx';
import { useWorkspace } from '../workspace-context.ts';

/** Services that should run and do not, with the last that they said. */
export function Services({ services }: { readonly services: readonly ServiceView[] }) {
  const down = services.filter(isDown);
  return (
    <>
      {down.map((service) => (
        <section class="ws-crash" key={service.container} aria-label={`${service.service} does not run`}>
          <p class="ws-check-title">
            <SignalShape status="fail" /> <strong>{service.service}</strong> {downWords(service)}
          </p>
          {service.logTail !== undefined && service.logTail !== '' && (
            <figure>
              <figcaption>The last lines of its log</figcaption>
              <LogText label={`Log of ${service.service}`} text={service.logTail.trimEnd()} />
            </figure>
          )}
        </section>
      ))}
    </>
  );
}

/** The same in one line, for where the checks are not in sight. */
export function ServicesLine() {
  const { store, layout, show } = useWorkspace();
  const down = (store.status.value?.services ?? []).filter(isDown);
  if (down.length === 0 || layout.isShown('checks')) return null;
  return (
    <section class="ws-banner" data-tone="fail" role="status">
      {down.map((service) => (
        <p key={service.container}>
          <strong>{service.service}</strong> {downWords(service)}.{' '}
          <button type="button" class="ws-link" onClick={() => show('checks')}>
            Its last lines
          </button>
        </p>
      ))}
    </section>
  );
}
