/** /health of reticulum says that pages are missing. */
import { defineFailure } from '../model/failure.ts';

export const healthCheckWaits = defineFailure({
  id: 'health-check-waits',
  services: ['reticulum'],
  seenIn: ['log'],
  isHarmless: true,
  marks: ['Health check failed at'],
  pattern: /Health check failed at health_controller/,
  title: '/health of reticulum says that pages are missing.',
  meaning:
    'It asks for the pages of hubs and Spoke, which take a minute to compile, and lags fifteen seconds behind them. It says nothing of reticulum itself.',
  remedies: ['Wait until hubs and spoke are ready: `metaton wait hubs=ready spoke=ready`.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret_web/controllers/health_controller.ex',
  example:
    '[error] Health check failed at health_controller.ex:13 calling Enum.count: %Protocol.UndefinedError{protocol: Enumerable, value: nil}',
});
