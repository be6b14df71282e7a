/** From a crowd to copies, processors and memory: the servers that `metaton cost` would take, shared out. */
import type { Growth } from '../model/container.ts';

/** Servers of one kind. */
export interface Servers {
  /** `c5.xlarge`, whose numbers these are. */
  readonly instance: string;
  readonly vcpu: number;
  /** How many serve pages, rooms and the database; with one server for everything it is this one. */
  readonly app: number;
  /** How many stream; none where one server does everything. */
  readonly stream: number;
}

/** What a stack of these servers runs. */
export interface Sizing {
  readonly servers: Servers;
  /** Copies of what grows with those who are there. */
  readonly app: number;
  /** At the most, where they come and go with the load. */
  readonly mostApp: number;
  /** Copies of what grows with streams. */
  readonly stream: number;
  /** Copies of what hardly grows. */
  readonly little: number;
}

/** What one copy asks for, and how many copies there are. */
export interface Share {
  readonly copies: number;
  /** Thousandths of a processor. */
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/** The servers of the charts have 2 GiB for each vCPU: https://aws.amazon.com/ec2/instance-types/c5/ */
const mebibytesPerVcpu = 2048;

/** What belongs to the system of a server and to the kubelet: https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/ */
const left = 0.9;

/** Of the servers. */
export function sizingOf(servers: Servers): Sizing {
  const isOne = servers.stream === 0;
  return {
    servers,
    app: servers.app,
    // A second one on each server: room for a crowd that is twice as lively.
    mostApp: isOne ? 1 : servers.app * 2,
    stream: isOne ? 1 : servers.stream,
    little: isOne ? 1 : 2,
  };
}

/** What of a server a container of this kind asks for. */
const fractions: Readonly<Record<'one' | 'many', Readonly<Record<Exclude<Growth, 'little'>, number>>>> = {
  // Half of one server streams, as the guide's own stacks do with half of their servers.
  one: { stream: 0.5, app: 0.25, database: 0.125 },
  // Each streaming server is for dialog alone; an app server has room for a second reticulum, and for Postgres.
  many: { stream: 1, app: 0.3, database: 0.3 },
};

/** Pages are files, and PostgREST serves administrators alone. */
const little = { milliCpu: 50, memoryMiB: 128 };

/** What a container of this kind asks for. */
export function shareOf(grows: Growth, { servers, app, stream, little: copies }: Sizing): Share {
  if (grows === 'little') return { copies, ...little };
  const fraction = fractions[servers.stream === 0 ? 'one' : 'many'][grows] * left;
  return {
    copies: grows === 'app' ? app : grows === 'stream' ? stream : 1,
    milliCpu: Math.round((servers.vcpu * fraction * 1000) / 50) * 50,
    memoryMiB: Math.round((servers.vcpu * mebibytesPerVcpu * fraction) / 64) * 64,
  };
}
