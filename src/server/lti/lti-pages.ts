import { html } from 'hono/html';
import type { LtiDestination } from '../../lti/destination.ts';
import type { Answered, Begun } from '../../lti/launches.ts';
import { againAddress } from '../../lti/login.ts';
import { renderPlainPage } from '../plain-page.ts';
import { choosePath, loginPath, scriptPaths } from './lti-places.ts';

const script = (path: string) => html`<script src="${path}" defer></script>`;
const noScript = html`<noscript><p>This page opens Drydock with a script, and labs need scripts too. Allow scripts for this address.</p></noscript>`;

/** Attributes of what a launch keeps with the platform. */
const storageOf = (storage: Begun['storage']) =>
  storage === undefined ? '' : html`data-target="${storage.target}" data-origin="${storage.origin}"`;

/** Keeps the secret of a launch in this browser, and goes to the platform. */
export function beginPage({ state, secret, next, storage }: Begun) {
  return renderPlainPage({
    title: 'Opening Drydock',
    body: html`${noScript}
      <div data-lti data-state="${state}" data-secret="${secret}" data-next="${next}" ${storageOf(storage)}><p>One moment.</p></div>
      ${script(scriptPaths.begin)}`,
  });
}

/** Shows that this browser began the launch, and goes on. */
export function launchPage({ state, ticket, storage, login }: Answered) {
  const address = againAddress(login, loginPath);
  return renderPlainPage({
    title: 'Opening Drydock',
    body: html`${noScript}
      <div data-lti data-state="${state}" data-ticket="${ticket}" ${storageOf(storage)} aria-live="polite">
      <div data-part="waiting"><p>One moment.</p></div>
      <div data-part="open" hidden><h2 data-words></h2><p>Labs have terminals and an editor, which want a window of their own.</p><p><a href="/" target="_blank" rel="noopener">Open in its own tab</a></p><p><small>The link works once, within ten minutes. Later, open this page of your course again.</small></p></div>
      <div data-part="again" hidden><h2>This browser keeps nothing for Drydock here</h2><p>It is set so that a page within another one remembers nothing. In a tab of its own it works.</p><p><a href="${address}" target="_blank" rel="noopener">Open in its own tab</a></p><p><small>If your course says that this is not possible, ask whoever teaches it to have the link open in a new window.</small></p></div>
      <div data-part="refused" hidden><h2>You are not let in</h2><p data-words></p></div>
      </div>
      <form method="post" action="${choosePath}" hidden><input type="hidden" name="choice" value="" /></form>
      ${script(scriptPaths.finish)}`,
  });
}

/** What can be linked. */
export function choosePage(choice: string, destinations: readonly LtiDestination[]) {
  return renderPlainPage({
    title: 'Choose what to link',
    body: html`<form method="post" action="${choosePath}">
      <input type="hidden" name="choice" value="${choice}" />
      <fieldset><legend>In Drydock</legend>
      ${destinations.map(({ id, title, path, points }) => html`<p><label><input type="radio" name="destination" value="${id}" required /> ${title}</label><small>${path}${points === undefined ? '' : `, ${points} points`}</small></p>`)}
      </fieldset>
      <p><button type="submit">Link it</button> <button type="submit" name="nothing" value="1" formnovalidate>Link nothing</button></p>
      </form>`,
  });
}

/** Posts what was chosen to the platform. */
export function returnPage(returnUrl: string, jwt: string) {
  return renderPlainPage({
    title: 'Back to your course',
    body: html`${noScript}<form method="post" action="${returnUrl}"><input type="hidden" name="JWT" value="${jwt}" /><p>One moment. <button type="submit">Go on</button></p></form>
      ${script(scriptPaths.post)}`,
  });
}

/** Ends a registration. */
export function registeredPage(platform: { readonly name: string; readonly id: string }) {
  return renderPlainPage({
    title: 'Registered',
    body: html`<p>${platform.name} knows Drydock now. Before anybody can come from there, whoever runs this server confirms it:</p>
      <p><code>npm run drydock -- lti confirm ${platform.id}</code></p>
      <p><button type="button">Close</button></p>
      ${script(scriptPaths.close)}`,
  });
}

export function refusedPage(message: string, fix: string | undefined) {
  return renderPlainPage({
    title: 'You are not let in',
    body: html`<p>${message}</p>${fix === undefined ? '' : html`<p>${fix}</p>`}`,
  });
}
