import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useAnnounce } from '../ui/announcer';
import { type RedeliveryProgress, redeliverAll } from './redelivery';

/** Redelivers all parked events of a subscription, beginning with the first one alone; returns the progress. */
export function useRedeliverAll(name: string) {
  const client = useQueryClient();
  const announce = useAnnounce();
  const [progress, setProgress] = useState<RedeliveryProgress>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const run = useMutation({
    mutationFn: async (count: number) => {
      leaving.current = new AbortController();
      const { signal } = leaving.current;
      const onProgress = (now: RedeliveryProgress) => {
        setProgress(now);
        if (now.phase === 'done') announce(progressWords(now));
      };
      await redeliverAll({ name, count, onProgress, signal }).catch((error) => {
        if (!signal.aborted) throw error;
      });
    },
    onSettled: () =>
      Promise.all(
        [['parked', name], ['subscribers']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
  return { run, progress };
}

/** The progress in a sentence. */
export function progressWords(progress: RedeliveryProgress): string {
  const { phase } = progress;
  if (phase === 'first') return `Trying position ${progress.position} first, on its own …`;
  if (phase === 'refused')
    return `Position ${progress.position} failed again, so the others were not tried: ${progress.reason}`;
  if (phase === 'unanswered')
    return `Position ${progress.position} has not been answered yet, so the others were not tried. The bus keeps trying it.`;
  const { redelivered, failed, total } = progress;
  const failures = failed === 0 ? '' : `, ${failed.toLocaleString('en')} failed again`;
  return `${redelivered.toLocaleString('en')} of ${total.toLocaleString('en')} redelivered${failures}.`;
}
