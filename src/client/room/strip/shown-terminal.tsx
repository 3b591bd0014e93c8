import { useEffect, useState } from 'preact/hooks';
import type { Mirror } from '../../../lab/wire/mirror.ts';
import { pathOf } from '../../../lab/wire/paths.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { teacherName } from '../../core/session-words.ts';
import { MirrorScreen } from '../shown/mirror-screen.tsx';

interface ShownProps {
  readonly connection: Connection;
  readonly session: string;
  readonly mirror: Mirror;
}

/** That somebody who teaches shows their terminal, and the terminal itself once it is wanted. */
export function ShownTerminal({ connection, session, mirror }: ShownProps) {
  const [isOpen, setOpen] = useState(false);
  const who = teacherName(mirror.by);
  useEffect(() => announce(`${who} shows a terminal.`), [mirror.id]);
  return (
    <>
      <button
        type="button"
        class="dd-button dd-show-mirror"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="dd-strip-wide">{who} shows a terminal</span>
        <span class="dd-strip-narrow">Watch</span>
      </button>
      {isOpen && (
        <section class="dd-mirror" aria-labelledby="dd-mirror-title">
          <div class="dd-mirror-head">
            <h2 id="dd-mirror-title">{who} shows</h2>
            <button type="button" class="dd-button" data-kind="quiet" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
          <MirrorScreen
            connection={connection}
            path={pathOf('watchMirror', { session })}
            label={`The terminal that ${who} shows`}
          />
        </section>
      )}
    </>
  );
}
