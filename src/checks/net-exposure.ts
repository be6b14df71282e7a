/** Is anything open to machines that it is not meant for? */
import { defineCheck } from '../model/check.ts';

/** Services say of themselves what metaton cannot close; it matters where this machine is in another network, too. */
export const netExposure = defineCheck({
  id: 'net.exposure',
  title: 'Open to nobody else',
  why: 'The keys of a development server are public: who can reach it can be its admin.',
  look: async ({ services, values, machine }) => ({
    lan: values.lan,
    lines: services.flatMap(({ name, exposure }) => (exposure?.(values) ?? []).map((words) => `${name}: ${words}`)),
    others: (await machine.network.lanAddresses()).filter(({ address }) => address !== values.lan?.address),
  }),
  judge: ({ lan, lines, others }) => {
    const meant = lan ? `open to other devices at ${lan.address}, by \`up --lan\`` : 'this machine only';
    return lines.length === 0 || (lan && others.length === 0)
      ? { status: 'pass', note: meant }
      : {
          status: 'warn',
          summary: 'A service can be reached from machines that it is not meant for.',
          detail: [...lines, ...others.map(({ address, network }) => `also reached at ${address} (${network})`)].join(
            '\n',
          ),
          fix: {
            text: 'Close these ports in the firewall of this machine towards every network that you do not trust.',
            ...(lan ? { command: 'metaton up --no-lan' } : {}),
          },
        };
  },
});
