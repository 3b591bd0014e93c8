import type { ThemeRegistrationRaw } from 'shiki';

/**
 * The colours of code, light and dark: ink for most of it, so that what differs stands out.
 * The same five hues as in tokens.css; Expressive Code computes with them, so they are written out here.
 */
interface Hues {
  readonly paper: string;
  readonly ink: string;
  readonly comment: string;
  readonly string: string;
  readonly key: string;
  readonly number: string;
  readonly word: string;
  readonly line: string;
}

const light: Hues = {
  paper: '#f4f5f1',
  ink: '#17212b',
  comment: '#5f6b74',
  string: '#3f6212',
  key: '#23449f',
  number: '#8a4b00',
  word: '#6f3aa6',
  line: '#dcdfd8',
};

const dark: Hues = {
  paper: '#0c1116',
  ink: '#e3e8ec',
  comment: '#8b98a3',
  string: '#b5d19a',
  key: '#9db8ff',
  number: '#e6bd83',
  word: '#d6b8f0',
  line: '#29343e',
};

function makeTheme(name: 'light' | 'dark', hues: Hues): ThemeRegistrationRaw {
  const rule = (foreground: string, ...scope: string[]) => ({ scope, settings: { foreground } });
  return {
    name: `drydock-${name}`,
    type: name,
    colors: {
      'editor.background': hues.paper,
      'editor.foreground': hues.ink,
      'editorGroupHeader.tabsBackground': hues.paper,
      'editorGroupHeader.tabsBorder': hues.line,
      'tab.activeBackground': hues.paper,
      'tab.activeForeground': hues.ink,
      'tab.activeBorderTop': hues.paper,
      'titleBar.activeBackground': hues.paper,
      'titleBar.activeForeground': hues.ink,
      'titleBar.border': hues.line,
    },
    settings: [
      { settings: { foreground: hues.ink, background: hues.paper } },
      {
        scope: ['comment', 'punctuation.definition.comment'],
        settings: { foreground: hues.comment, fontStyle: 'italic' },
      },
      rule(hues.string, 'string', 'string.quoted', 'string.unquoted.plain.out.yaml'),
      rule(
        hues.key,
        'entity.name.tag',
        'support.type.property-name',
        'entity.name.function',
        'support.function',
      ),
      rule(hues.number, 'constant.numeric', 'constant.language', 'constant.character'),
      rule(hues.word, 'keyword', 'storage', 'keyword.other.special-method.dockerfile'),
      rule(hues.ink, 'punctuation', 'keyword.operator', 'variable', 'string.unquoted.argument.shell'),
    ],
  };
}

export const codeThemes = [makeTheme('dark', dark), makeTheme('light', light)];
