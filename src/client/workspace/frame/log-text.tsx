import type { RefObject } from 'preact';

interface LogTextProps {
  readonly text: string;
  /** The name of the text, for screen readers. */
  readonly label: string;
  readonly box?: RefObject<HTMLElement>;
  readonly onScroll?: (event: Event) => void;
}

/** Text as a tool printed it. It may be longer than its place, and then the keyboard scrolls it. */
export function LogText({ text, label, box, onScroll }: LogTextProps) {
  return (
    <section
      class="ws-log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      {...(box === undefined ? {} : { ref: box })}
      {...(onScroll === undefined ? {} : { onScroll })}
    >
      <pre>{text}</pre>
    </section>
  );
}
