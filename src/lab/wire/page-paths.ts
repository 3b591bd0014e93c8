/**
 * Where the routes are that pages of the book ask, and nothing else: a page loads this before any schema. What asks by
 * `Api.call` alone finds its route in `paths.ts`, which comes with the schemas.
 */

const lab = '/api/labs/{chapter}/{lab}';

/** A method, and a path with blanks. */
export type Route = readonly [method: string, template: string];

/** By the name of the route. What goes over each stands in `routes.ts`. */
export const pagePaths = {
  health: ['get', '/api/health'],
  signIn: ['post', '/api/sign-in'],
  signedIn: ['get', '/api/sign-in'],
  signOut: ['delete', '/api/sign-in'],
  signIns: ['get', '/api/sign-ins'],
  endOtherSignIns: ['delete', '/api/sign-ins'],
  endSignIn: ['delete', '/api/sign-ins/{id}'],
  host: ['get', '/api/host'],
  labs: ['get', '/api/labs'],
  lab: ['get', lab],
  status: ['get', `${lab}/status`],
  /** Server-sent events; for a page a WebSocket, with one event a frame. */
  events: ['get', `${lab}/events`],
  start: ['post', `${lab}/start`],
  run: ['post', `${lab}/run`],
  reset: ['post', `${lab}/reset`],
  solve: ['post', `${lab}/solve`],
  stop: ['post', `${lab}/stop`],
  cancelJob: ['post', '/api/jobs/{id}/cancel'],
  check: ['post', `${lab}/check`],
  readObservation: ['get', `${lab}/attempts/{id}/observation`],
  printed: ['get', `${lab}/printed`],
  attest: ['post', `${lab}/attempts/{id}/evidence`],
  why: ['post', `${lab}/why`],
  solution: ['get', `${lab}/solution`],
  openHint: ['post', `${lab}/hints`],
  answer: ['post', `${lab}/answers`],
  typeCommand: ['post', `${lab}/commands`],
  files: ['get', `${lab}/files`],
  readFile: ['get', `${lab}/file`],
  saveFile: ['put', `${lab}/file`],
  createEntry: ['post', `${lab}/file`],
  renameEntry: ['post', `${lab}/file/rename`],
  removeEntry: ['delete', `${lab}/file`],
  /** A WebSocket: bytes out, `TerminalInput` in, `TerminalMessage` out. */
  terminal: ['get', `${lab}/terminals/{name}`],
  endTerminal: ['delete', `${lab}/terminals/{name}`],
  progress: ['get', '/api/progress'],
  setPosition: ['put', '/api/progress/chapters/{chapter}'],
  predict: ['post', '/api/predictions'],
  recall: ['post', '/api/recalls'],
  joinTerms: ['post', '/api/join/terms'],
  join: ['post', '/api/join'],
  rejoin: ['post', '/api/rejoin'],
  mySession: ['get', '/api/my-session'],
  /** Server-sent events: `MySession`, whole, as soon as it changes. */
  mySessionEvents: ['get', '/api/my-session/events'],
  myLink: ['post', '/api/my-session/link'],
  /** The same, once the earlier ones have ended. */
  renewMyLink: ['put', '/api/my-session/link'],
  myWork: ['get', '/api/my-session/work'],
  agree: ['put', '/api/my-session/agreed'],
  withdraw: ['delete', '/api/my-session/agreed'],
  myData: ['get', '/api/my-session/data'],
  /** What is shown to all, with what it holds. */
  myShown: ['get', '/api/my-session/shown'],
  takeCatchUp: ['post', '/api/my-session/catch-up'],
  bringBack: ['post', '/api/my-session/bring-back'],
  raiseHand: ['put', '/api/my-session/hand'],
  lowerMyHand: ['delete', '/api/my-session/hand'],
  myShares: ['get', '/api/my-session/shares'],
  answerShare: ['put', '/api/my-session/shares/{id}'],
  stopShare: ['delete', '/api/my-session/shares/{id}'],
  answerPointer: ['put', '/api/my-session/pointers/{id}'],
  sessions: ['get', '/api/sessions'],
  makeSession: ['post', '/api/sessions'],
  session: ['get', '/api/sessions/{session}'],
  changeSession: ['patch', '/api/sessions/{session}'],
  board: ['get', '/api/sessions/{session}/board'],
  /** Server-sent events: `BoardEvent`. */
  boardEvents: ['get', '/api/sessions/{session}/board/events'],
  learner: ['get', '/api/sessions/{session}/learners/{person}'],
  removeLearner: ['delete', '/api/sessions/{session}/learners/{person}'],
  renewLink: ['put', '/api/sessions/{session}/learners/{person}/link'],
  learnerObservation: ['get', '/api/sessions/{session}/learners/{person}/attempts/{id}/observation'],
  askShare: ['post', '/api/sessions/{session}/learners/{person}/shares'],
  endShare: ['delete', '/api/sessions/{session}/shares/{id}'],
  /** A WebSocket, as of a terminal of one's own; input is refused where it is a look. */
  sharedTerminal: ['get', '/api/sessions/{session}/shares/{id}/terminal'],
  /** Server-sent events: `SharedFilesEvent`. */
  sharedFiles: ['get', '/api/sessions/{session}/shares/{id}/files'],
  sendPointer: ['post', '/api/sessions/{session}/learners/{person}/pointers'],
  mirror: ['get', '/api/sessions/{session}/mirror'],
  endMirror: ['delete', '/api/sessions/{session}/mirror'],
  /** A WebSocket: `MirrorMessage` out, `drawn` in. */
  watchMirror: ['get', '/api/sessions/{session}/mirror/screens'],
  /** The same, and as long as it is open the caller's terminal is the one that is shown. */
  showMirror: ['get', '/api/sessions/{session}/mirror/labs/{chapter}/{lab}/{name}'],
  takeHand: ['post', '/api/sessions/{session}/hands/{id}/take'],
  lowerHand: ['delete', '/api/sessions/{session}/hands/{id}'],
  predictions: ['get', '/api/sessions/{session}/predictions'],
  show: ['put', '/api/sessions/{session}/shown'],
  endShown: ['delete', '/api/sessions/{session}/shown'],
  offerCatchUp: ['post', '/api/sessions/{session}/catch-ups'],
  sendNotice: ['post', '/api/sessions/{session}/notices'],
  courses: ['get', '/api/courses'],
} as const satisfies Readonly<Record<string, Route>>;

/** What a call may carry beside the blanks of its path and its query. */
interface Carried {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The browser sends it though its page is closed meanwhile. */
  readonly keepalive?: boolean;
}

/** A call as it goes out to a route. */
export function requestTo(route: Route, call: object = {}) {
  const {
    body,
    headers,
    keepalive = false,
    ...values
  }: Carried & Readonly<Record<string, unknown>> = { ...call };
  return {
    method: route[0].toUpperCase(),
    path: pathTo(route, values),
    keepalive,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/**
 * The path of a route with its blanks filled in, each as text of its own; `lab` takes a whole id, `start/first-steps`.
 * Values that the path has no blank for become its query.
 */
export function pathTo([, template]: Route, values: Readonly<Record<string, unknown>> = {}): string {
  const rest = new Map(Object.entries(values));
  const take = (blank: string) => {
    const value = String(rest.get(blank) ?? '');
    rest.delete(blank);
    return value;
  };
  const path = template
    .replace('{chapter}/{lab}', () => take('lab').split('/').map(encodeURIComponent).join('/'))
    .replace(/\{(\w+)\}/g, (_, blank: string) => encodeURIComponent(take(blank)));
  const query = [...rest].map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
  return query === '' ? path : `${path}?${query}`;
}
