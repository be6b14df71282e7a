/** What plans are made from. */
import type { Workspace } from '../model/config.ts';
import type { Facts } from '../model/facts.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Installation } from '../model/installation.ts';
import type { StackValues } from '../model/stack-values.ts';

/** What a plan is made from. */
export interface PlanGround {
  readonly workspace: Workspace;
  /** In start order. */
  readonly services: readonly ServiceDefinition[];
  readonly values: StackValues;
  readonly facts: Facts;
  readonly installation: Installation;
  /** Services that are to run; of the others only what prepares them is done. */
  readonly launches: (service: ServiceDefinition) => boolean;
  /** Services that run already, under whoever plans: nothing is done to them. */
  readonly running: readonly string[];
  /** Whether programs of services are brought that are not there: `init` does, `up` takes what there is. */
  readonly provides?: boolean;
  /** Present where code and runtimes may be fetched. */
  readonly acquisition?: Acquisition | undefined;
}

/** That code and runtimes which are not there may be fetched, and with which flags. */
export interface Acquisition {
  readonly isOffline: boolean;
}
