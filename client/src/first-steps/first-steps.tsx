import { useEffect, useSyncExternalStore } from 'react';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { progressStore } from './progress-store';
import { StepBody } from './step-body';
import { isDone, STEPS, type StepName } from './steps';
import { useFacts } from './use-facts';

const TITLES: Record<StepName, string> = {
  write: 'Write a post',
  travel: 'Comment, and watch the event travel',
  stop: 'Stop moderation, and let comments wait',
  start: 'Start it again, and watch it drain',
  account: 'Read the account',
};

/** Five steps for the first visit; each completes by itself once it has really happened. */
export function FirstSteps() {
  const { done } = useSyncExternalStore(progressStore.subscribe, progressStore.get);
  const step = STEPS[done];
  const facts = useFacts(step);
  const isStepDone = step !== undefined && isDone(step, facts);
  useEffect(() => {
    if (isStepDone) progressStore.set({ ...progressStore.get(), done: done + 1 });
  }, [isStepDone, done]);
  const title = step === undefined ? 'All five steps are done' : TITLES[step];
  return (
    <section
      aria-label="First steps"
      className="mx-auto mt-4 max-w-6xl px-4 sm:px-6"
      data-step={step ?? 'finished'}
    >
      <div className="rounded-xl border border-accent bg-tint px-4 py-3">
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1" aria-live="polite">
            <p className="text-muted text-xs">
              First steps{step !== undefined && `: ${done + 1} of ${STEPS.length}`}
            </p>
            <h2 className="font-semibold">{title}</h2>
          </div>
          <Dots done={done} />
          <Button
            small
            look="quiet"
            aria-label={step === undefined ? 'Close the first steps' : 'Skip the first steps'}
            onClick={() => progressStore.set({ done: step === undefined ? 0 : done, isOpen: false })}
          >
            {step === undefined ? <Icon name="close" /> : 'Skip'}
          </Button>
        </div>
        <StepBody step={step} facts={facts} hasLab={facts.hasLab} />
      </div>
    </section>
  );
}

function Dots({ done }: { done: number }) {
  return (
    <span aria-hidden="true" className="mt-2 flex gap-1.5 max-sm:hidden">
      {STEPS.map((name, index) => (
        <span
          key={name}
          className={`size-2 rounded-full ${index < done ? 'bg-accent' : index === done ? 'border-2 border-accent' : 'bg-line'}`}
        />
      ))}
    </span>
  );
}
