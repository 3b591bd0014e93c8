import { expect, test } from 'vitest';
import {
  findKey,
  findPlacedFile,
  locatePlace,
} from '../../../../../src/client/workspace/files/error-place.ts';

const compose = `# soft
services:
  web:
    image: nginx
    cap_drop:
      - ALL
  "db":
    image: postgres
    cap_drop: [ALL]
`;

test('a key is found where it stands, not where another service has it', () => {
  expect(findKey(compose, 'services.db.cap_drop')).toEqual({ line: 9, column: 5 });
  expect(findKey(compose, 'services.web')).toEqual({ line: 3, column: 3 });
});

test('a key that is missing leads to the deepest that is there', () => {
  expect(findKey(compose, 'services.web.read_only')).toEqual({ line: 3, column: 3 });
  expect(findKey(compose, 'volumes')).toBeUndefined();
});

test('a line wins over a key, and neither is the top', () => {
  expect(locatePlace({ file: 'x', line: 4, key: 'services' }, compose)).toEqual({ line: 4, column: 1 });
  expect(locatePlace({ file: 'x' }, compose)).toEqual({ line: 1, column: 1 });
});

test('a file is known by what the tool called it', () => {
  const paths = ['Dockerfile', 'bot/Dockerfile', 'compose.yaml'];
  expect(findPlacedFile({ file: '/workspaces/run/bot/Dockerfile' }, paths)).toBe('bot/Dockerfile');
  expect(findPlacedFile({ file: './compose.yaml' }, paths)).toBe('compose.yaml');
  expect(findPlacedFile({ file: 'other.yaml' }, paths)).toBeUndefined();
});
