/**
 * Where the routes are that a page of the book asks before anybody touches it, and nothing else: it loads this before any
 * schema. Whatever is asked later finds its route in `paths.ts`, which comes with the schemas.
 */

/** A method, and a path with blanks. */
export type Route = readonly [method: string, template: string];

/** By the name of the route. What goes over each stands in `routes.ts`. */
export const pagePaths = {
  signedIn: ['get', '/api/sign-in'],
  status: ['get', '/api/labs/{chapter}/{lab}/status'],
  progress: ['get', '/api/progress'],
  sessions: ['get', '/api/sessions'],
  courses: ['get', '/api/courses'],
  myAssignments: ['get', '/api/my-assignments'],
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
