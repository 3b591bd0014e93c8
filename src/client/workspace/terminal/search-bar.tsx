import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../frame/icon.tsx';

/** Looking for a text in what a shell has printed. */
export function SearchBar(props: {
  readonly found: { readonly index: number; readonly count: number };
  readonly onFind: (text: string, where: 'here' | 'next' | 'previous') => void;
  readonly onClose: () => void;
}) {
  const text = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const { index, count } = props.found;
  const told = text.value === '' ? '' : count === 0 ? 'none' : `${index < 0 ? '?' : index + 1} of ${count}`;
  return (
    <search class="ws-find">
      <input
        ref={input}
        type="search"
        aria-label="Find in the terminal"
        placeholder="Find"
        spellcheck={false}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          props.onFind(text.value, 'here');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') props.onFind(text.value, event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') props.onClose();
        }}
      />
      <output aria-live="polite">{told}</output>
      <button
        type="button"
        class="ws-tool"
        aria-label="Previous"
        onClick={() => props.onFind(text.value, 'previous')}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="ws-tool"
        aria-label="Next"
        onClick={() => props.onFind(text.value, 'next')}
      >
        <Icon name="down" />
      </button>
      <button type="button" class="ws-tool" aria-label="Close" onClick={props.onClose}>
        <Icon name="close" />
      </button>
    </search>
  );
}
