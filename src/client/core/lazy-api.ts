import { type Api, type ServerSigns, silent } from './api.ts';

/** Calls the server by code that is loaded with the first call, since a page without a server needs none of it. */
export function makeApi(signs: ServerSigns, person: string | undefined): Api {
  let loading: Promise<Api> | undefined;
  const load = () => {
    loading ??= import('./server-api.ts').then(
      ({ makeServerApi }) => makeServerApi(signs, person),
      (cause: unknown) => {
        loading = undefined;
        throw silent(signs, cause);
      },
    );
    return loading;
  };
  return {
    call: async (name, ...call) => (await load()).call(name, ...call),
    async *events(lab, signal, onOpen) {
      yield* (await load()).events(lab, signal, onOpen);
    },
  };
}
