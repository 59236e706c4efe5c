import type { LabLink, PartAction } from '@blog/lab/state';

/** What a button for an action says, and what the action does. */
export const ACTIONS: Record<PartAction, { readonly label: string; readonly what: string }> = {
  kill: { label: 'Kill', what: 'kill -9: it ends in the middle of whatever it does' },
  stop: { label: 'Stop', what: 'it finishes what it has begun, and ends' },
  freeze: { label: 'Freeze', what: 'it keeps its connections and answers nothing' },
  thaw: { label: 'Thaw', what: 'it continues where it was frozen' },
  start: { label: 'Start', what: 'a new process with the data that is there' },
  'delete-data': { label: 'Delete data', what: 'its folder is deleted; it rebuilds itself from the log' },
};

/** The choices for the network between a service and the bus; a delay in milliseconds is that of `slow`. */
export const LINK_CHOICES = [
  { value: 'open', label: 'open' },
  { value: 'slow 200', label: '200 ms slower' },
  { value: 'slow 2000', label: '2 s slower' },
  { value: 'cut', label: 'cut' },
] as const;

/** The value of a link in `LINK_CHOICES`, or one like them. */
export const choiceOf = ({ state, delayMs }: LabLink) => (state === 'slow' ? `slow ${delayMs}` : state);

/** Beside another account: both are to be seen at once. */
export const COMPARED_FINDINGS_SHOWN = 3;
