/** Makes an element. Children that are text are put in as text, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Makes these the children of an element. What stands where it should is not moved, so that it keeps the focus. */
export function placeChildren(parent: Element, wanted: readonly Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  for (const [index, child] of wanted.entries()) {
    const there = parent.children[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  }
}

/** Text in which `code` stands between backticks. */
export function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
}

export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const element = root.querySelector<E>(selector);
  if (element === null) throw new Error(`The page lacks ${selector}.`);
  return element;
}

export function showIf(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}

/** Sets a text only where it differs: a live region announces each text that is set, even the same one. */
export function showText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts the focus where what had it went away, so that reading goes on from there. */
export function focusOn(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus();
}

/** Whether a button waits. It keeps the focus, which a disabled one would lose. */
export function rest(button: HTMLButtonElement, resting: boolean): void {
  button.setAttribute('aria-disabled', String(resting));
}

/** Says something to a screen reader, politely. */
export function announce(text: string): void {
  let region = document.getElementById('dd-live');
  if (region === null) {
    region = make('div', { id: 'dd-live', class: 'sr-only', role: 'status' });
    document.body.append(region);
  }
  region.textContent = text;
}
