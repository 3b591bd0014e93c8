/** Text in which `code` stands between backticks; lines that stand alone stay alone. */
export function Prose({ text, class: name }: { readonly text: string; readonly class?: string }) {
  const parts = text.split('`');
  return (
    <p class={name === undefined ? 'ws-prose' : `ws-prose ${name}`}>
      {parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}
    </p>
  );
}
