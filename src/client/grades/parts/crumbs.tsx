interface CrumbsProps {
  /** From the outermost on: a name and where it is. */
  readonly to: readonly (readonly [name: string, href: string])[];
}

/** The way back. */
export function Crumbs({ to }: CrumbsProps) {
  return (
    <nav class="dd-crumbs" aria-label="Where this is">
      <ol>
        {to.map(([name, href]) => (
          <li key={href}>
            <a href={href}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
