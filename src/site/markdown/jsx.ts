/** Reading and writing the attributes of components in a chapter's tree. */
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';

export type Component = MdxJsxFlowElement | MdxJsxTextElement;

export function isComponent(node: { type: string }): node is Component {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
}

/** The value of an attribute written as text; undefined where it is absent or an expression. */
export function attributeOf(component: Component, name: string): string | undefined {
  for (const attribute of component.attributes) {
    if (attribute.type !== 'mdxJsxAttribute' || attribute.name !== name) continue;
    return typeof attribute.value === 'string' ? attribute.value : undefined;
  }
  return undefined;
}

/** Adds attributes, or replaces what they were. */
export function setAttributes(component: Component, values: Readonly<Record<string, string>>): void {
  const names = Object.keys(values);
  component.attributes = [
    ...component.attributes.filter((each) => each.type !== 'mdxJsxAttribute' || !names.includes(each.name)),
    ...names.map((name) => ({ type: 'mdxJsxAttribute' as const, name, value: values[name] ?? '' })),
  ];
}

/** A component that stands on its own, without children. */
export function makeComponent(name: string, values: Readonly<Record<string, string>>): MdxJsxFlowElement {
  const component: MdxJsxFlowElement = { type: 'mdxJsxFlowElement', name, attributes: [], children: [] };
  setAttributes(component, values);
  return component;
}
