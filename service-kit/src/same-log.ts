import type { LogStream } from './bus-client';
import type { Checkpoint } from './checkpoint-keeper';
import { anotherLog, type FollowerStopped } from './follower-stopped';
import type { Block } from './read-blocks';

/** Checks that a stream reads the log that was followed before. @throws FollowerStopped */
export function requireLog({ log, head }: LogStream, known: Checkpoint | undefined): void {
  if (known === undefined) return;
  if (known.log !== log) throw anotherLog(`it has log ${log}, not ${known.log}`);
  if (head < known.position) {
    throw anotherLog(`its log ends at ${head}, before the checkpoint ${known.position}`);
  }
}

/** Checks the first event of a stream: that at the checkpoint that it was opened after. @throws FollowerStopped */
export function requireCheckpoint([first]: Block, known: Checkpoint | undefined): void {
  if (first?.id !== known?.eventId) {
    throw anotherLog(`it has another event at the checkpoint ${known?.position}`);
  }
}

export function endsBefore(checkpoint: number): FollowerStopped {
  return anotherLog(`its log ends before the checkpoint ${checkpoint}`);
}
