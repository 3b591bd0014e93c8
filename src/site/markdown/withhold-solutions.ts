/** Leaves out of a chapter what shows a lab solved. What prose tells by itself its author puts into `<Solved>`. */
import type { Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import * as z from 'zod';
import { attributeOf, type Component, isComponent, makeComponent, setAttributes } from './jsx.ts';
import type { Library } from './library.ts';

/** What is said in the place of a component. */
const words: Readonly<Record<string, string>> = {
  Transcript: 'What commands print',
  Xray: 'The picture',
  Compare: 'The comparison',
  NamespaceMap: 'The map',
  Chart: 'The chart',
  Bars: 'The chart',
  Matrix: 'The matrix',
};

const PlacedSchema = z.object({ lab: z.string(), at: z.string() });

/** Of a chapter that was read, so that each component says of which lab and state it is. */
export function withholdSolutions(tree: Root, library: Library): void {
  const tells = (lab: string | undefined, states: readonly string[]) => {
    const telling = library.get(lab ?? '')?.telling;
    return telling !== undefined && states.some((state) => telling.has(state));
  };
  const shown = (component: Component): boolean => {
    if (component.name === 'Transcript') {
      const placed = PlacedSchema.parse(JSON.parse(attributeOf(component, 'transcript') ?? ''));
      return tells(placed.lab, [placed.at]);
    }
    // It says line by line which of them stopped which attack.
    if (component.name === 'Matrix') return true;
    const others = attributeOf(component, 'with')?.split(' ') ?? [];
    return tells(attributeOf(component, 'lab'), [attributeOf(component, 'at') ?? 'start', ...others]);
  };
  visit(tree, (node, index, parent) => {
    if (!isComponent(node) || node.name === null || parent === undefined || index === undefined)
      return undefined;
    const what = words[node.name];
    if (node.name === 'Solved') parent.children.splice(index, 1);
    else if (node.name === 'Fact' && shown(node))
      parent.children.splice(index, 1, { type: 'text', value: '…' });
    else if (node.name === 'Predicted' && shown(node)) dropAttributes(node, ['of', 'at']);
    else if (what !== undefined && shown(node))
      parent.children.splice(index, 1, makeComponent('Withheld', { what }));
    else {
      if (node.name === 'Task') setAttributes(node, { withoutlasthint: 'true' });
      return undefined;
    }
    return [SKIP, node.name === 'Solved' ? index : index + 1];
  });
}

function dropAttributes(component: Component, names: readonly string[]): void {
  component.attributes = component.attributes.filter(
    (each) => each.type !== 'mdxJsxAttribute' || !names.includes(each.name),
  );
}
