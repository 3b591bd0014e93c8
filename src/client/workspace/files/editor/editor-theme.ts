import type { Monaco } from './monaco.ts';

/** Makes the book's colours of the moment the editor's, for all editors of the page. */
export function applyEditorTheme(monaco: Monaco): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => hexOf(style.getPropertyValue(`--dd-${name}`).trim());
  const rule = (token: string, name: string, fontStyle = '') => ({
    token,
    foreground: colour(name).slice(1),
    fontStyle,
  });
  const dark = document.documentElement.dataset.theme !== 'light';
  monaco.editor.defineTheme('drydock', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', 'ink'),
      rule('comment', 'ink-2', 'italic'),
      rule('string', 'code-string'),
      rule('string.yaml', 'code-string'),
      rule('number', 'code-number'),
      rule('keyword', 'code-word'),
      rule('type', 'code-key'),
      rule('tag', 'code-key'),
      rule('variable', 'code-key'),
      rule('string.key.json', 'code-key'),
      rule('delimiter', 'ink-2'),
      rule('operators', 'ink-2'),
    ],
    colors: {
      'editor.background': colour('well'),
      'editor.foreground': colour('ink'),
      'editorCursor.foreground': colour('accent'),
      'editorLineNumber.foreground': colour('ink-3'),
      'editorLineNumber.activeForeground': colour('ink'),
      'editorLineNumber.dimmedForeground': colour('ink-3'),
      'editor.lineHighlightBackground': colour('sheet'),
      'editor.lineHighlightBorder': colour('sheet'),
      'editor.selectionBackground': `${colour('accent')}44`,
      'editor.inactiveSelectionBackground': `${colour('accent')}22`,
      'editorIndentGuide.background1': colour('line'),
      'editorIndentGuide.activeBackground1': colour('line-strong'),
      'editorGutter.background': colour('well'),
      'editorWidget.background': colour('paper'),
      'editorWidget.foreground': colour('ink'),
      'editorWidget.border': colour('line-strong'),
      'editorHoverWidget.background': colour('paper'),
      'editorSuggestWidget.background': colour('paper'),
      'editorSuggestWidget.selectedBackground': colour('accent-wash'),
      'editorSuggestWidget.selectedForeground': colour('ink'),
      'editorSuggestWidget.selectedIconForeground': colour('ink'),
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent'),
      'editorError.foreground': colour('fail'),
      'editorWarning.foreground': colour('blocked'),
      'editorInfo.foreground': colour('accent'),
      'diffEditor.insertedTextBackground': `${colour('pass')}1f`,
      'diffEditor.insertedLineBackground': `${colour('pass')}12`,
      'diffEditor.removedTextBackground': `${colour('fail')}1f`,
      'diffEditor.removedLineBackground': `${colour('fail')}12`,
      'diffEditor.diagonalFill': colour('line'),
      'diffEditor.border': colour('line'),
      focusBorder: colour('accent'),
      'scrollbarSlider.background': `${colour('ink-3')}55`,
      'scrollbarSlider.hoverBackground': `${colour('ink-3')}88`,
      'scrollbarSlider.activeBackground': `${colour('ink-3')}aa`,
    },
  });
  monaco.editor.setTheme('drydock');
}

/** Any colour of CSS as `#rrggbb`, which is all that Monaco reads. */
function hexOf(colour: string): string {
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return '#808080';
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const bytes = context.getImageData(0, 0, 1, 1).data.slice(0, 3);
  return `#${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
