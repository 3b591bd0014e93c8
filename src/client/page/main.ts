/**
 * What every page of the book does before anyone touches it. No framework. What speaks of labs is imported once it is on
 * the screen or the page is touched, other elements on their pages, and the rest on use.
 */
import { makeConnection } from '../core/connection.ts';
import { make } from '../core/dom.ts';
import { loadSurely, rememberMissingStyles } from '../core/load-surely.ts';
import { handOver } from '../core/local-storage.ts';
import { nextTask } from '../core/next-task.ts';
import type { ReadingPage } from './book-page.ts';
import { nameCodeRegions, reachWhatScrolls } from './code-regions.ts';
import { closeContentsOnUse, goOn, markSections, offerToContinue, showProgress } from './contents.ts';
import { defineElement } from './element.ts';
import { layOutInParts } from './lay-out-in-parts.ts';
import { showMyAnswers } from './my-answers.ts';
import { onNeed, touched, whenNear } from './on-need.ts';
import { connectCalibration, connectPredict } from './prediction-element.ts';
import { makeProgress } from './reader-progress.ts';
import { connectDue, connectRecall } from './recall-element.ts';
import { connectSearch } from './search-element.ts';
import { listenForHelp } from './shortcuts.ts';
import { connectTheme } from './theme-element.ts';

/** What a reader can touch at once comes first, and the rest in tasks of its own, so that no touch waits for all of it. */
async function openBook(dock: HTMLElement): Promise<void> {
  const pressed = rememberPressed();
  const touch = touched();
  rememberMissingStyles();
  const connection = makeConnection();
  if (connection.person !== undefined) handOver(connection.person);
  const page: ReadingPage = { connection, progress: makeProgress(connection) };
  defineElement('drydock-theme', connectTheme);
  defineElement('drydock-search', connectSearch);
  const elements = {
    predict: connectPredict,
    recall: connectRecall,
    calibration: connectCalibration,
    due: connectDue,
  };
  for (const [name, connect] of Object.entries(elements))
    defineElement(`drydock-${name}`, (element) => connect(page, element));
  closeContentsOnUse();
  listenForHelp();
  goOn(page);

  await nextTask();
  defineLoaded(page);
  showSession(page);
  showProgress(page);
  showReach(page);
  showMyAnswers(page);
  offerToContinue(page);
  void connection.look();

  await nextTask();
  markSections();
  nameCodeRegions();
  reachWhatScrolls();
  layOutInParts();
  const ofLabs = [
    'lab',
    'task',
    'question',
    'predicted',
    'transcript',
    'file',
    'xray',
    'own-profile',
    'own-calls',
  ];
  const { usePage } = await onNeed(
    ofLabs.map((name) => `drydock-${name}`).join(),
    touch,
    () => import('./page-in-use.ts'),
    // The server is away, which the cards of the labs say.
    () => void connection.look(),
  );
  const button = pressed();
  usePage(page, dock);
  button?.click();
}

/** Elements whose code is loaded on the pages that have them. */
function defineLoaded(page: ReadingPage): void {
  const { connection } = page;
  defineElement('drydock-takeaways', (element) => {
    void loadSurely(() => import('./takeaways-element.ts')).then(({ connectTakeaways }) =>
      connectTakeaways(page, element),
    );
  });
  defineElement('drydock-host', (element) => {
    void loadSurely(() => import('./host-element.ts')).then(({ connectHost }) =>
      connectHost(connection, element),
    );
  });
  const near = {
    filter: () => import('./filter-element.ts'),
    syscalls: () => import('./syscalls-element.ts'),
    statement: () => import('./statement-element.ts'),
  };
  for (const [name, load] of Object.entries(near))
    defineElement(`drydock-${name}`, (element) => {
      void whenNear(element, load).then(({ connect }) => connect(element));
    });
  for (const name of ['join', 'board', 'people', 'my-data'] as const)
    defineElement(`drydock-${name}`, (element) => {
      void loadSurely(() => import('../room/room-pages.ts')).then(({ connectRoomPage }) =>
        connectRoomPage(name, connection, element),
      );
    });
  defineElement('drydock-grades', (element) => {
    void loadSurely(() => import('../grades/grade-pages.ts')).then(({ connectGradePage }) =>
      connectGradePage(connection, element),
    );
  });
}

/**
 * A button of a lab that is pressed before what it does is there is to be pressed again then. What is returned gives it,
 * and ends the watch.
 */
function rememberPressed(): () => HTMLElement | null {
  let pressed: HTMLElement | null = null;
  const remember = ({ target }: Event) => {
    pressed = target instanceof Element ? target.closest<HTMLElement>('button[data-do]') : null;
  };
  addEventListener('click', remember);
  return () => {
    removeEventListener('click', remember);
    return pressed;
  };
}

/** What a session adds to a page: its strip where one was joined, and the ways to boards and courses for who may read them. */
function showSession({ connection }: ReadingPage): void {
  if (connection.alias !== undefined)
    defineElement('drydock-session', (element) => {
      const tell = () =>
        sayOf(element, 'Your session did not come. Trying again; reload the page if this stays.');
      void loadSurely(() => import('../room/strip/session-strip.tsx'), tell).then(({ showStrip }) => {
        element.replaceChildren();
        showStrip(connection, element);
      });
    });
  else
    connection.reach.listen((now) => {
      if (now === 'signed-in')
        void loadSurely(() => import('../room/leaders-links.ts')).then(({ showLeadersLinks }) =>
          showLeadersLinks(connection),
        );
    });
}

/** Once: what is tried again every second is not read out each time. */
function sayOf(strip: HTMLElement, words: string): void {
  if (strip.textContent !== words) strip.replaceChildren(make('p', { role: 'status' }, words));
}

/** What cannot be done without a login or a server stands in the card of each lab from the beginning. */
function showReach({ connection }: ReadingPage): void {
  connection.reach.listen((now) => {
    const show = now === 'unknown' || now === 'signed-in' ? 'idle' : now;
    for (const card of document.querySelectorAll<HTMLElement>('drydock-lab')) card.dataset.show = show;
  });
}

const dock = document.querySelector<HTMLElement>('drydock-workspace-dock');
if (dock) void openBook(dock);
