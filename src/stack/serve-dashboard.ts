/** A page of the running stack for the user's browser, from its first moment to its last. */
import { randomBytes } from 'node:crypto';
import { Recorder } from '../dashboard/recorder.ts';
import { maskSecrets } from '../engine/mask-secrets.ts';
import type { RunningStack } from '../engine/run-stack.ts';
import type { AnswerRequest } from '../model/machine.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { LinkCatcher } from '../reticulum/link-catcher.ts';
import { forgetAddress, keepAddress, urlOf } from './dashboard-address.ts';
import type { OpenStack } from './open-stack.ts';
import { namedPages } from './pages.ts';

/** What is to be seen of a run. */
export interface DashboardWish {
  readonly plan: Plan;
  /** Show it in the browser at once. */
  readonly isOpened: boolean;
}

/** As many bytes as nobody guesses. */
const secret = (): string => randomBytes(32).toString('base64url');

/** Serves until the answer is called. What pages need is loaded when the first one is asked for. */
export async function serveDashboard(
  { plan, isOpened }: DashboardWish,
  running: RunningStack,
  stack: OpenStack,
  session: Session,
): Promise<() => Promise<void>> {
  const { machine, report } = session;
  const { state, host } = stack.values;
  const keys = { token: secret(), session: secret() };
  const ended = new AbortController();
  const recorder = makeRecorder(plan, running, stack, session);
  const forget = running.watch(recorder.take);
  void running.begun().then(() => {
    recorder.begun();
  });

  const makeAnswer = async (port: number): Promise<AnswerRequest> => {
    const [{ makeApp }, { Inquiries }, { inquiryGround }] = await Promise.all([
      import('../dashboard/make-app.ts'),
      import('../dashboard/inquiries.ts'),
      import('./inquiry-ground.ts'),
    ]);
    const inquiries = new Inquiries(inquiryGround(running, stack, ended.signal, session), recorder);
    const { clock, files } = machine;
    const { ring, changes, board } = recorder;
    const asset = async (name: string): Promise<string> => {
      const text = await files.read(`${session.installation.root}/dist/dashboard/${name}`);
      if (text === undefined) throw new Error(`metaton is not installed whole: no ${name}`);
      return text;
    };
    const stream = { clock, topics: board, ring, changes, ended: ended.signal };
    return makeApp({ port, keys, stack: running, recorder, inquiries, stream, asset }).fetch;
  };

  const { port, close } = await machine.web.serve(makeAnswer);
  await keepAddress(machine.files, state, { port, token: keys.token });
  const url = urlOf({ port, token: keys.token });
  report.text(`Dashboard  ${url}`);
  // The token is nothing for logs of programs: `metaton dashboard --print --json` has it.
  report.document({ kind: 'dashboard', url: new URL('/', url).href, host });
  if (isOpened) await machine.processes.openInBrowser(url);
  return async () => {
    ended.abort();
    forget();
    await close();
    await forgetAddress(machine.files, state);
  };
}

function makeRecorder(
  plan: Plan,
  running: RunningStack,
  stack: OpenStack,
  { machine, installation }: Session,
): Recorder {
  const { workspace, values } = stack;
  const catcher = new LinkCatcher();
  return new Recorder({
    clock: machine.clock,
    about: {
      version: installation.version,
      workspace: workspace.folder,
      host: values.host,
      pid: machine.processes.ownPid,
      since: machine.clock.now(),
      pages: namedPages(stack),
    },
    plan,
    status: running.status,
    mask: maskSecrets,
    catchLinks: ({ service, bytes }) =>
      service === 'reticulum' ? catcher.take(bytes).filter(({ url }) => new URL(url).hostname === values.host) : [],
  });
}
