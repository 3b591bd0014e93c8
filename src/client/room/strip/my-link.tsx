import { useRef, useState } from 'preact/hooks';
import type { MySession } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { copyText, selectText } from '../../core/copy-text.ts';
import { clockTime, teacherName, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { isOnlyHere } from '../join-address.ts';
import { QrCode } from '../qr-code.tsx';

interface LinkProps {
  readonly connection: Connection;
  readonly zone: string;
  readonly now: Date;
  /** Who made it anew, and when, where somebody did. */
  readonly renewed: MySession['linkRenewed'];
}

/**
 * The way to the same work on another device. Each time it is asked for it is another link; all of them work, until
 * they are ended by a new one.
 */
export function MyLink({ connection, zone, now, renewed }: LinkProps) {
  const [link, setLink] = useState<{ readonly href: string; readonly until: string }>();
  const [copied, setCopied] = useState('');
  const address = useRef<HTMLElement>(null);
  const { busy, problem, run } = useAttempt();
  const ask = (name: 'myLink' | 'renewMyLink' = 'myLink') =>
    void run(async () => {
      const { token, until } = await connection.api.call(name);
      setCopied('');
      setLink({ href: bookHref(`/join/#link=${token}`), until });
    });
  const copy = async (href: string) => {
    if (await copyText(href)) return setCopied('Copied.');
    if (address.current) selectText(address.current);
    setCopied('Press Ctrl+C or Cmd+C to copy it.');
  };
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && link === undefined) ask();
      }}
    >
      <summary>My link</summary>
      <p>
        Opens your work on another device, or here again. Whoever has it is you in this session: keep it to
        yourself.
      </p>
      {renewed !== undefined && (
        <p class="dd-quiet">
          It was made anew by {teacherName(renewed.by)}, {clockTime(renewed.at, zone, now, zoneHere())}; the
          links before it let nobody in.
        </p>
      )}
      {link !== undefined && (
        <>
          {isOnlyHere() && (
            <p class="dd-quiet">
              This page was opened by an address of this machine, so the link works on this machine only.
            </p>
          )}
          <div class="dd-my-link">
            <QrCode text={link.href} label="My link as a QR code" />
            <div>
              <code ref={address}>{link.href}</code>
              <p>
                <button type="button" class="dd-button" onClick={() => void copy(link.href)}>
                  Copy link
                </button>{' '}
                <span role="status">{copied}</span>
              </p>
              <p class="dd-quiet">It works until {clockTime(link.until, zone, now, zoneHere())}.</p>
              <p>
                <button
                  type="button"
                  class="dd-button"
                  data-kind="quiet"
                  aria-disabled={busy}
                  onClick={() => ask('renewMyLink')}
                >
                  End all my links and make a new one
                </button>
              </p>
            </div>
          </div>
        </>
      )}
      <Problem report={problem} />
    </details>
  );
}
