import type { ComponentChildren } from 'preact';

interface BoxProps {
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** What scrolls in a box of its own, which a keyboard reaches. */
export function ScrollBox({ label, class: of, children }: BoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section class={of} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

/** Text as it is, in such a box. */
export function ScrolledText({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <ScrollBox label={label} class="dd-work-scrolled">
      <pre>
        <code>{text}</code>
      </pre>
    </ScrollBox>
  );
}
