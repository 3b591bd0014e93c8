import type { finishPath } from './lti-places.ts';

/**
 * What the pages of a launch do. Their text is served to browsers, so they use nothing from outside of themselves. What
 * they work with stands in `data-` attributes of one element.
 */
async function begin(): Promise<void> {
  const { state = '', secret = '', next = '', target, origin = '' } = find().dataset;
  const place = 'drydock:lti:';
  try {
    // What an earlier launch left: five minutes are as long as one takes.
    for (const name of Object.keys(localStorage)) {
      const [, until = '0'] = (localStorage.getItem(name) ?? '').split(' ');
      if (name.startsWith(place) && Number(until) < Date.now()) localStorage.removeItem(name);
    }
    localStorage.setItem(place + state, `${secret} ${Date.now() + 300_000}`);
  } catch {
    // Nothing can be kept in this frame: the platform keeps it, or a tab of its own is offered.
  }
  if (target !== undefined)
    await askPlatform(target, origin, { subject: 'lti.put_data', key: state, value: secret });
  location.replace(next);

  function find(): HTMLElement {
    const found = document.querySelector<HTMLElement>('[data-lti]');
    if (found === null) throw new Error('the page is not whole');
    return found;
  }
}

/** LTI OIDC Login with Client-Side PostMessages 0.1: undefined where no answer comes within a second. */
async function askPlatform(target: string, origin: string, message: object): Promise<unknown> {
  const above: Window | null = window.parent === window ? window.opener : window.parent;
  if (above === null) return undefined;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const id = [...crypto.getRandomValues(new Uint8Array(16))].join('-');
  const hear = ({ data, origin: from }: MessageEvent) => {
    if (from === origin && data?.message_id === id && data.error === undefined) resolve(data.value);
  };
  addEventListener('message', hear);
  setTimeout(resolve, 1_000);
  try {
    const frame: Window = target === '_parent' ? above : (above.frames[target as never] ?? above);
    frame.postMessage({ ...message, message_id: id }, origin);
  } catch {
    return undefined;
  }
  const answer = await promise;
  removeEventListener('message', hear);
  return answer;
}

async function finish(path: string): Promise<void> {
  const {
    state = '',
    ticket = '',
    target,
    origin = '',
  } = document.querySelector<HTMLElement>('[data-lti]')?.dataset ?? {};
  const show = (name: string, words?: string) => {
    for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
      part.hidden = part.dataset.part !== name;
      const place = part.querySelector('[data-words]');
      if (!part.hidden && place !== null && words !== undefined) place.textContent = words;
    }
  };
  const place = `drydock:lti:${state}`;
  let secret: unknown;
  try {
    secret = localStorage.getItem(place)?.split(' ')[0];
    localStorage.removeItem(place);
  } catch {
    // As above.
  }
  if (secret === undefined && target !== undefined)
    secret = await askPlatform(target, origin, { subject: 'lti.get_data', key: state });
  if (typeof secret !== 'string') return show('again');
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket, secret }),
    });
    const told = await answer.json();
    if (!answer.ok) return show('refused', [told.error?.message, told.error?.fix].filter(Boolean).join(' '));
    const choice = document.querySelector<HTMLInputElement>('input[name=choice]');
    if (typeof told.choice === 'string' && choice !== null) {
      choice.value = told.choice;
      return choice.form?.submit();
    }
    if (window.top === window) return location.replace(told.open);
    document.querySelector('[data-part=open] a')?.setAttribute('href', told.open);
    show('open', told.title);
  } catch {
    show('refused', 'The server does not answer. Go back to your course and open the link again.');
  }
}

/** Posts the one form of a page as soon as it is there. */
function post(): void {
  document.querySelector('form')?.submit();
}

/** Tells the platform that its window may go: LTI Dynamic Registration 1.0 §3.6. It holds nothing that is secret. */
function close(): void {
  document.querySelector('button')?.addEventListener('click', () => {
    (window.opener ?? window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
  });
}

/** As a browser runs them: types are blanks by now. */
export const beginScript = `${askPlatform.toString()}\nvoid (${begin.toString()})();\n`;
export const finishScript = (path: typeof finishPath): string =>
  `${askPlatform.toString()}\nvoid (${finish.toString()})(${JSON.stringify(path)});\n`;
export const postScript = `(${post.toString()})();\n`;
export const closeScript = `(${close.toString()})();\n`;
