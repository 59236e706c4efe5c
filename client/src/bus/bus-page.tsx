import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { readLog } from '../api/read-log';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { EventBrowser } from './event-browser';

/** Every event of the bus as it happens, and one of them in full if the address names its position. */
export function BusPage() {
  const { position } = useParams();
  const { data: log, isError } = useQuery({
    queryKey: ['bus', 'log'],
    queryFn: ({ signal }) => readLog(signal),
    // Each visit begins at the end that the log has then.
    gcTime: 0,
  });
  return (
    <>
      <PageHeader
        title="Bus"
        tab={position === undefined ? 'Bus' : `Event ${position}`}
        intro="Every event, in the one order in which the bus stored them."
      />
      {log !== undefined ? (
        <EventBrowser key={`${log.id} ${log.epoch}`} log={log} open={position} />
      ) : isError ? (
        <Notice tone="warn" role="status" title="The bus cannot be reached">
          This page asks again by itself, and shows the events as soon as the bus is back.
        </Notice>
      ) : (
        <Loading label="Loading the events" rows={5} />
      )}
    </>
  );
}
