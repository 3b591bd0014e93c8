/**
 * For whoever bundles the workspace (`resolve.alias` of Vite): monaco-yaml's worker imports Monaco by the paths
 * that it had before version 0.55, which its exports no longer lead to.
 */
export const monacoPaths = { find: /^monaco-editor\/esm\/vs\//, replacement: 'monaco-editor/' };
