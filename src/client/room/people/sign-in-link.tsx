import { useRef, useState } from 'preact/hooks';
import { copyText, selectText } from '../../core/copy-text.ts';

/** A link that was made just now: it is shown this once. */
export function SignInLink({ name, href }: { readonly name: string; readonly href: string }) {
  const address = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState('');
  const copy = async () => {
    if (await copyText(href)) return setCopied('Copied.');
    if (address.current) selectText(address.current);
    setCopied('Press Ctrl+C or Cmd+C to copy it.');
  };
  return (
    <div class="dd-note dd-people-link" role="status">
      <p>
        For {name} alone: it signs in one browser, once, within a day. It is shown this once; another can be
        made.
      </p>
      <p>
        <code ref={address}>{href}</code>
      </p>
      <p>
        <button type="button" class="dd-button" onClick={() => void copy()}>
          Copy
        </button>{' '}
        {copied}
      </p>
    </div>
  );
}
