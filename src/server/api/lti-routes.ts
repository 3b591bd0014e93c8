import { DrydockError } from '../../lab/errors.ts';
import type { LtiPlatform, LtiRegistration } from '../../lab/ports/lti-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { PlatformView } from '../../lab/wire/lti.ts';
import { routes } from '../../lab/wire/routes.ts';
import { platformUrl } from '../../lti/http.ts';
import type { ServerApp } from '../environment.ts';
import { keysPath, launchPath, loginPath, registerPath } from '../lti/lti-places.ts';
import { routeOf } from './route-parts.ts';

export interface LtiRouteParts {
  readonly store: Store;
  /** Ours, without a slash at its end. */
  readonly origin: string;
}

const invitationMs = 24 * 3_600_000;
const mostScores = 500;

/** Learning platforms as their owner handles them. */
export function addLtiRoutes(app: ServerApp, { store, origin }: LtiRouteParts): void {
  const viewOf = ({ frames, ...platform }: LtiPlatform): PlatformView => ({
    ...platform,
    frames: [...frames],
    deployments: store
      .listDeployments()
      .filter((each) => each.platform === platform.id)
      .map(({ deployment, state }) => ({ deployment, state })),
  });
  const get = (id: string): LtiPlatform => {
    const platform = store.findPlatform(id);
    if (platform !== undefined) return platform;
    throw new DrydockError('not-found', {
      message: `There is no learning platform ${id}.`,
      fix: 'See them with: drydock lti list',
    });
  };

  app.openapi(routeOf(routes.ltiPlatforms), (c) => c.json(store.listPlatforms().map(viewOf), 200));
  app.openapi(routeOf(routes.inviteLti), (c) => {
    const ticket = store.mintTicket('register', '', invitationMs);
    return c.json(
      {
        register: `${origin}${registerPath}?ticket=${ticket}`,
        validForMs: invitationMs,
        login: `${origin}${loginPath}`,
        launch: `${origin}${launchPath}`,
        keys: `${origin}${keysPath}`,
      },
      200,
    );
  });
  app.openapi(routeOf(routes.addLtiPlatform), (c) => {
    const registration = c.req.valid('json');
    const frames = framesOf(registration);
    const known = store
      .listPlatforms()
      .find(
        ({ issuer, clientId, state }) =>
          issuer === registration.issuer && clientId === registration.clientId && state === 'confirmed',
      );
    if (known !== undefined)
      throw new DrydockError('bad-request', {
        message: `${known.name} is registered with this issuer and client already.`,
        fix: `Remove it first: drydock lti remove ${known.id}`,
      });
    return c.json(viewOf(store.addPlatform({ ...registration, frames }, 'confirmed')), 200);
  });
  app.openapi(routeOf(routes.confirmLtiPlatform), (c) => {
    const { id } = get(c.req.valid('param').platform);
    store.confirmPlatform(id);
    for (const { platform, deployment } of store.listDeployments())
      if (platform === id) store.confirmDeployment(id, deployment);
    return c.json(viewOf(get(id)), 200);
  });
  app.openapi(routeOf(routes.addLtiDeployment), (c) => {
    const { id } = get(c.req.valid('param').platform);
    store.confirmDeployment(id, c.req.valid('json').deployment);
    return c.json(viewOf(get(id)), 200);
  });
  app.openapi(routeOf(routes.removeLtiPlatform), (c) => {
    store.removePlatform(get(c.req.valid('param').platform).id);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.ltiCourses), (c) => {
    const [platforms, courses] = [store.listPlatforms(), store.listCourses()];
    return c.json(
      store.listLtiCourses().map(({ platform, context, course }) => ({
        platform,
        name: platforms.find(({ id }) => id === platform)?.name ?? '',
        context,
        course: { id: course, title: courses.find(({ id }) => id === course)?.title ?? '' },
      })),
      200,
    );
  });
  app.openapi(routeOf(routes.moveLtiCourse), (c) => {
    const { to } = c.req.valid('json');
    if (!store.listCourses().some(({ id }) => id === to))
      throw new DrydockError('not-found', {
        message: `There is no course ${to}.`,
        fix: 'See them with: drydock course list',
      });
    return c.json({ moved: store.moveLtiCourse(c.req.valid('param').course, to) }, 200);
  });
  app.openapi(routeOf(routes.ltiScores), (c) => {
    const scores = store.listScores(mostScores);
    return c.json(
      scores.map(({ comment: _, ...score }) => score),
      200,
    );
  });
  app.openapi(routeOf(routes.retryLtiScores), (c) => c.json({ retried: store.retryScores() }, 200));
}

type Addresses = Pick<LtiRegistration, 'issuer' | 'authUrl' | 'tokenUrl' | 'keysUrl' | 'frames'>;

/** The origins that may show us in frames: where a platform signs people in, its own, and those it names. */
function framesOf({ issuer, authUrl, tokenUrl, keysUrl, frames }: Addresses): readonly string[] {
  const originOf = (text: string) => {
    const url = platformUrl(text, issuer);
    if (url !== undefined) return url.origin;
    throw new DrydockError('bad-request', {
      message: `${text} is no address of a learning platform.`,
      fix: 'Say one that begins with https://',
    });
  };
  const [auth = '', , , ...others] = [authUrl, tokenUrl, keysUrl, ...frames].map(originOf);
  const own = platformUrl(issuer, issuer);
  return [...new Set([auth, ...(own === undefined ? [] : [own.origin]), ...others])];
}
