/** The end of what a workspace has in its logs. */
import { LogReader } from '../engine/log-reader.ts';
import { logsFolder, type LogRecord } from '../model/log.ts';
import type { Machine } from '../model/machine.ts';

/** At most so many, the oldest first. */
export async function lastRecords({ files }: Machine, state: string, count: number): Promise<readonly LogRecord[]> {
  const reader = new LogReader(files, logsFolder(state));
  let records: LogRecord[] = [];
  try {
    for await (const record of reader.readNew()) {
      records.push(record);
      // What is too old is let go now and then, not at every record.
      if (records.length > 2 * count) records = records.slice(-count);
    }
  } finally {
    await reader.close();
  }
  return records.slice(-count);
}
