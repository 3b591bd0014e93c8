import { expect, it } from 'vitest';
import { inlineScripts } from '../../../src/site/integrations/inline-scripts.ts';

it('finds what runs inline, byte for byte, and nothing else', () => {
  const html = `<script>\n a < b; </script><script type="module">import"/x.js"</script>
    <script src="/y.js"></script><script type="module" src="/z.js"></script>
    <script type="application/json">{"a":1}</script><scripty>no</scripty>`;
  expect(inlineScripts(html)).toEqual(['\n a < b; ', 'import"/x.js"']);
});
