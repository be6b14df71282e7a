/** Do the services show the certificate that is in the workspace now? */
import { defineCheck } from '../model/check.ts';
import { isUp, stackIsDown } from './shared/stack-down.ts';
import { messageOf } from '../model/message-of.ts';

/** A program reads its certificate once, when it starts. */
export const certServed = defineCheck({
  id: 'cert.served',
  title: 'Certificate that is served',
  why: 'A service that started with an older certificate goes on showing it.',
  needs: ['cert.leaf'],
  look: async ({ machine, services, values, facts }) => {
    if (!isUp(facts)) return undefined;
    const { authority } = values.certificate;
    const { leaf } = await machine.certificates.inspect(values.certificate);
    const ours = leaf.kind === 'usable' ? leaf.fingerprint : '';
    const served = services
      .flatMap(({ name, ports }) =>
        Object.entries(ports).flatMap(([key, { protocol }]) =>
          protocol === 'https' ? [{ service: name, port: values.port(name, key) }] : [],
        ),
      )
      .filter(({ port }) => facts.portHolders.has(port))
      .map(async ({ service, port }) => {
        try {
          const [byName, byAddress] = await Promise.all(
            [values.host, '127.0.0.1'].map((name) => machine.network.verifyTls(port, name, authority)),
          );
          const isOurs = byName?.fingerprint === ours && byAddress?.fingerprint === ours;
          return { service, why: isOurs ? undefined : `port ${port} shows another certificate` };
        } catch (error) {
          return { service, why: `port ${port}: ${messageOf(error)}` };
        }
      });
    return Promise.all(served);
  },
  judge: (served) => {
    if (!served) return stackIsDown;
    const wrong = served.filter(({ why }) => why !== undefined);
    if (wrong.length === 0) return { status: 'pass', note: served.map(({ service }) => service).join(', ') };
    const services = wrong.map(({ service }) => service);
    return {
      status: 'fail',
      summary: `${services.join(', ')}: the certificate shown is not the one in the workspace.`,
      detail: wrong.map(({ service, why }) => `${service}: ${why ?? ''}`).join('\n'),
      fix: {
        text: 'Start them anew.',
        command: `metaton restart ${services.join(' ')}`,
        mend: { kind: 'restart', services },
      },
    };
  },
});
