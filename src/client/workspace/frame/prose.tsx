/** Text in which `code` stands between backticks. */
export function WithCode({ text }: { readonly text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}

/** A paragraph of it; lines that stand alone stay alone. */
export function Prose({ text, class: name }: { readonly text: string; readonly class?: string }) {
  return (
    <p class={name === undefined ? 'ws-prose' : `ws-prose ${name}`}>
      <WithCode text={text} />
    </p>
  );
}
