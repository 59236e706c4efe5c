import type { LabState, LoadRequest } from '@blog/lab/state';
import { type FormEvent, useEffect, useState } from 'react';
import { nodeOf } from '../api/state-of';
import { Button } from '../ui/button';
import { RelativeTime } from '../ui/relative-time';
import { endLoad, setLoad } from './lab-api';
import { NodeMenu } from './node-menu';
import { useLabChange } from './use-lab';

const FAULTS_SHOWN = 6;
/** It serves this page, so it has no controls here. */
const PAGE_SERVER = 'client';
const FIRST_LOAD: LoadRequest = { postsPerSecond: 2, commentsPerSecond: 20 };
const MOST: LoadRequest = { postsPerSecond: 50, commentsPerSecond: 200 };

interface LabBarProps {
  readonly lab: LabState;
  /** The nodes of the picture, which have menus of their own. */
  readonly nodes: readonly string[];
}

/** The lab's load, the parts that have no node in the picture, and the faults so far. */
export function LabBar({ lab, nodes }: LabBarProps) {
  const others = new Set(
    lab.parts.map(nodeOf).filter((node) => !nodes.includes(node) && node !== PAGE_SERVER),
  );
  const faults = lab.faults.slice(-FAULTS_SHOWN).reverse();
  return (
    <section aria-labelledby="lab" className="card mt-4 p-4">
      <h2 id="lab" className="font-semibold text-lg">
        Lab
      </h2>
      {others.size > 0 && (
        <ul className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
          {[...others].map((node) => (
            <li key={node} className="flex items-center gap-2 text-sm">
              {node} <NodeMenu node={node} lab={lab} side="right" />
            </li>
          ))}
        </ul>
      )}
      <div className="mt-2 grid gap-4 md:grid-cols-2">
        <LoadControl load={lab.load} />
        <div>
          <h3 className="font-medium text-sm">What was done</h3>
          {faults.length === 0 ? (
            <p className="text-muted text-sm">Nothing yet.</p>
          ) : (
            <ol aria-label="What was done" className="mt-1 text-sm">
              {faults.map(({ id, at, text }) => (
                <li key={id} className="flex justify-between gap-3">
                  <span>{text}</span>
                  <span className="shrink-0 text-muted">
                    <RelativeTime at={at} />
                  </span>
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </section>
  );
}

function LoadControl({ load }: { load: LoadRequest | null }) {
  const [wanted, setWanted] = useState(load ?? FIRST_LOAD);
  // Another window, or a program, may have changed it.
  useEffect(() => {
    if (load !== null) setWanted(load);
  }, [load]);
  const change = useLabChange();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(() => setLoad(wanted));
  };
  const field = (key: keyof LoadRequest, label: string) => (
    <label className="flex items-center gap-2 text-sm">
      <input
        type="number"
        required
        min={0}
        max={MOST[key]}
        step="any"
        value={Number.isNaN(wanted[key]) ? '' : wanted[key]}
        onChange={({ target }) => setWanted({ ...wanted, [key]: target.valueAsNumber })}
        className="min-h-8 w-20 rounded-lg border border-line bg-surface px-2"
      />
      {label}
    </label>
  );
  return (
    <form onSubmit={onSubmit}>
      <h3 className="font-medium text-sm">Load</h3>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
        {field('postsPerSecond', 'posts/s')}
        {field('commentsPerSecond', 'comments/s')}
        <span className="flex gap-2">
          <Button small type="submit" look="primary" disabled={change.isPending}>
            {load === null ? 'Start load' : 'Change'}
          </Button>
          {load !== null && (
            <Button small onClick={() => change.mutate(endLoad)} disabled={change.isPending}>
              Stop load
            </Button>
          )}
        </span>
      </div>
      <p className="mt-2 text-muted text-sm">
        {load === null
          ? 'Writes posts and comments through the services, as you would.'
          : `Writing ${load.postsPerSecond} posts and ${load.commentsPerSecond} comments a second.`}
      </p>
      {change.error && (
        <p role="alert" className="mt-2 text-bad text-sm">
          {change.error.message}
        </p>
      )}
    </form>
  );
}
