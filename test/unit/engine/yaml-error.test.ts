import { describe, expect, it } from 'vitest';
import { findYamlError } from '../../../src/engine/yaml-error.ts';

describe('findYamlError', () => {
  it.each([
    [
      'services:\n  web:\n    image: a\n   command: b\n',
      4,
      'All mapping items must start at the same column',
    ],
    ['services:\n\tweb: 1\n', 2, 'Tabs are not allowed as indentation'],
    ['a: 1\nb: 2\na: 3\n', 3, 'Map keys must be unique'],
    ['a: b: c\n', 1, 'Nested mappings are not allowed in compact mappings'],
  ])('finds where %j goes wrong', (text, line, why) => {
    expect(findYamlError(text, 'compose.yaml')).toMatchObject({
      why,
      place: { file: 'compose.yaml', line },
    });
  });

  it('finds nothing wrong with YAML', () => {
    expect(findYamlError('services:\n  web: {image: a}\n', 'compose.yaml')).toBeUndefined();
  });
});
