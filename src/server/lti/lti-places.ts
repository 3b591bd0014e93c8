/** Where the pages of a launch are. */
export const loginPath = '/lti/login';
export const launchPath = '/lti/launch';
export const finishPath = '/lti/finish';
export const choosePath = '/lti/choose';
export const keysPath = '/lti/jwks.json';
export const registerPath = '/lti/register';
export const scriptPaths = {
  begin: '/lti/begin.js',
  finish: '/lti/finish.js',
  post: '/lti/post.js',
  close: '/lti/close.js',
} as const;

/** What pages of other origins may post to: a platform has a browser begin a launch, and brings its answer. */
export const crossSitePosts: readonly string[] = [loginPath, launchPath];
