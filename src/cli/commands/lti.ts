import { DrydockError } from '../../lab/errors.ts';
import type { PlatformView } from '../../lab/wire/lti.ts';
import { findCourse } from '../find-assignment.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';

const serverOf = (options: HomeOptions) => requireServer(options, 'no learning platform can be asked about');

/** Learning platforms, and where each was installed. */
export async function listPlatforms(options: HomeOptions, output: Output): Promise<void> {
  const platforms = await (await serverOf(options)).call('ltiPlatforms');
  const rows = platforms.map(({ id, name, issuer, clientId, state, deployments }) => [
    id,
    name,
    issuer,
    clientId,
    state,
    deployments.map((each) => `${each.deployment} (${each.state})`).join(', '),
  ]);
  output.answer(
    platforms,
    formatTable([['platform', 'name', 'issuer', 'client', 'state', 'deployments'], ...rows]),
  );
}

/** What to enter in a platform. The first address registers Drydock there by itself. */
export async function invitePlatform(options: HomeOptions, output: Output): Promise<void> {
  const told = await (await serverOf(options)).call('inviteLti');
  output.answer(told, [
    'Where the platform registers tools by an address (Moodle, Brightspace, Blackboard), this one works once, within a day:',
    told.register,
    '',
    'Where it wants them one by one:',
    ...formatTable([
      ['launches, redirects', told.launch],
      ['begin a login', told.login],
      ['public keys', told.keys],
    ]),
  ]);
}

export interface AddPlatformOptions {
  readonly issuer?: string;
  readonly client?: string;
  readonly auth?: string;
  readonly token?: string;
  readonly keys?: string;
  readonly audience?: string;
  readonly frame?: readonly string[];
  readonly deployment?: readonly string[];
}

/** Registers one by hand: who types this confirms it. */
export async function addPlatform(
  name: string,
  {
    issuer = '',
    client = '',
    auth = '',
    token = '',
    keys = '',
    ...options
  }: HomeOptions & AddPlatformOptions,
  output: Output,
): Promise<void> {
  const { audience, frame = [], deployment = [] } = options;
  const server = await serverOf(options);
  let platform = await server.call('addLtiPlatform', {
    body: {
      name,
      issuer,
      clientId: client,
      authUrl: auth,
      tokenUrl: token,
      keysUrl: keys,
      ...(audience === undefined ? {} : { tokenAudience: audience }),
      frames: [...frame],
    },
  });
  for (const each of deployment)
    platform = await server.call('addLtiDeployment', { platform: platform.id, body: { deployment: each } });
  output.answer(platform, [
    `${platform.name} is registered as ${platform.id}.`,
    deployment.length > 0
      ? 'Links in its courses work now.'
      : 'Open a link there once: it is refused, and then waits for `drydock lti confirm`.',
  ]);
}

/** Believes a platform that registered itself, and all its deployments that wait. */
export async function confirmPlatform(named: string, options: HomeOptions, output: Output): Promise<void> {
  const server = await serverOf(options);
  const { id } = await findPlatform(server, named);
  const platform = await server.call('confirmLtiPlatform', { platform: id });
  const installed = platform.deployments.map(({ deployment }) => deployment).join(', ');
  output.answer(platform, [
    `${platform.name} (${platform.issuer}) is confirmed; its deployments: ${installed || 'none yet'}.`,
  ]);
}

/** Believes it nothing any more. */
export async function removePlatform(named: string, options: HomeOptions, output: Output): Promise<void> {
  const server = await serverOf(options);
  const { id, name } = await findPlatform(server, named);
  await server.call('removeLtiPlatform', { platform: id });
  output.answer({ removed: id }, [`${name} is removed. Who came from there stays.`]);
}

/** Courses of platforms, and the course that each is here. */
export async function listCourses(options: HomeOptions, output: Output): Promise<void> {
  const courses = await (await serverOf(options)).call('ltiCourses');
  const rows = courses.map(({ name, context, course }) => [name, context, course.title, course.id]);
  output.answer(courses, formatTable([['platform', 'its course', 'is here', 'id'], ...rows]));
}

/** Has courses of platforms be another course here: what learners of theirs are asked is asked there. */
export async function moveCourse(
  named: string,
  { is, ...options }: HomeOptions & { readonly is?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const [from, to] = [await findCourse(server, named), await findCourse(server, is)];
  const { moved } = await server.call('moveLtiCourse', { course: from.id, body: { to: to.id } });
  if (moved === 0)
    throw new DrydockError('not-found', {
      message: `No course of a learning platform is ${from.title}.`,
      fix: 'See which there are with: drydock lti courses. One is there once somebody came from it.',
    });
  output.answer({ moved }, [
    `Whoever comes from there takes part in ${to.title} (${to.id}) from now on.`,
    'Who came before is in it once they open a link again.',
  ]);
}

/** Scores on their way, and what keeps them. */
export async function listScores(
  { retry = false, ...options }: HomeOptions & { readonly retry?: boolean },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  if (retry) await server.call('retryLtiScores');
  const scores = await server.call('ltiScores');
  const rows = scores.map(({ timestamp, person, destination, given, of, state, problem = '' }) => [
    timestamp,
    person,
    destination,
    given === undefined ? 'none' : `${given} of ${of}`,
    state,
    problem,
  ]);
  output.answer(
    scores,
    formatTable([['given at', 'person', 'of', 'points', 'state', 'what is wrong'], ...rows]),
  );
}

async function findPlatform(server: HomeClient, named: string): Promise<PlatformView> {
  const found = (await server.call('ltiPlatforms')).filter(({ id, name }) => id === named || name === named);
  const [platform] = found;
  if (platform !== undefined && found.length === 1) return platform;
  throw new DrydockError('not-found', {
    message:
      platform === undefined
        ? `There is no learning platform “${named}”.`
        : `Several platforms are called “${named}”.`,
    fix: 'See their ids with: drydock lti list',
  });
}
