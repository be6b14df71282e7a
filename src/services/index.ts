/** All services that metaton knows. Written by `npm run generate`: do not edit. */
import type { ServiceDefinition } from '../model/service-definition.ts';
import { certificates } from './certificates.ts';
import { dialog } from './dialog.ts';
import { hubs } from './hubs.ts';
import { hubsAdmin } from './hubs-admin.ts';
import { postgres } from './postgres.ts';
import { postgrest } from './postgrest.ts';
import { reticulum } from './reticulum.ts';
import { spoke } from './spoke.ts';

/** In no order: needs say what starts when. */
export const allServices: readonly ServiceDefinition[] = [
  certificates,
  dialog,
  hubs,
  hubsAdmin,
  postgres,
  postgrest,
  reticulum,
  spoke,
];
