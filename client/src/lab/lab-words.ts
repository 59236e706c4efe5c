import type { LabLink, PartAction } from '@blog/lab/state';

/** The label of an action's button, and what the action does. */
export const ACTIONS: Record<PartAction, { readonly label: string; readonly what: string }> = {
  kill: { label: 'Kill', what: 'kill -9: ends in the middle of whatever it is doing' },
  stop: { label: 'Stop', what: 'finishes its current work, then exits' },
  freeze: { label: 'Freeze', what: 'keeps its connections but answers nothing' },
  thaw: { label: 'Thaw', what: 'continues where it was frozen' },
  start: { label: 'Start', what: 'a new process with the existing data' },
  'delete-data': { label: 'Delete data', what: 'deletes its data folder; it rebuilds itself from the log' },
};

/** The choices for the network between a service and the bus; the number after `slow` is the delay in milliseconds. */
export const LINK_CHOICES = [
  { value: 'open', label: 'open' },
  { value: 'slow 200', label: '200 ms slower' },
  { value: 'slow 2000', label: '2 s slower' },
  { value: 'cut', label: 'cut' },
] as const;

/** A link's value in the format of `LINK_CHOICES`. */
export const choiceOf = ({ state, delayMs }: LabLink) => (state === 'slow' ? `slow ${delayMs}` : state);

/** Shown beside another account, so that both fit on the screen. */
export const COMPARED_FINDINGS_SHOWN = 3;
