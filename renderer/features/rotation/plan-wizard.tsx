import { useState } from 'react';
import type { PlanView } from '../../../shared/contract/index.ts';
import { WizardFrame } from '../../ui/wizard/index.ts';
import { PlanReader } from './plan-reader.tsx';
import { PlanStage } from './plan-stage.tsx';
import { RecordStage } from './record-stage.tsx';
import { RunPanel } from './run-panel.tsx';
import { SignOff } from './sign-off.tsx';
import { canLookAt, CREATION_STAGES, ROTATION_STAGES, stageOf, type Stage } from './stage.ts';
import { VerifyStage } from './verify-stage.tsx';
import { planTitle } from './words.ts';

/**
 * The wizard of a plan that was made. Which stage it is at follows from the plan's state alone, so leaving loses
 * nothing and coming back lands in the right place.
 */
export function PlanWizard({ digest, look }: { readonly digest: string; readonly look: Stage | null }) {
  return <PlanReader digest={digest}>{(view) => <Stages view={view} look={look} />}</PlanReader>;
}

function Stages({ view, look }: { readonly view: PlanView; readonly look: Stage | null }) {
  const { summary } = view;
  const at = stageOf(summary.state);
  // What a person looks at instead; it ends when the work moves on.
  const [wish, setWish] = useState<{ readonly stage: Stage; readonly from: Stage; readonly isFirst: boolean } | null>(
    look === null ? null : { stage: look, from: at, isFirst: true },
  );
  const wished = wish !== null && wish.from === at && canLookAt(wish.stage, summary.state) ? wish.stage : null;
  const shown = wished ?? at;
  const show = (stage: Stage): void => {
    setWish({ stage, from: at, isFirst: false });
  };
  return (
    <WizardFrame
      title={planTitle(summary)}
      about={`${summary.ticket}: ${summary.reason}`}
      environment={summary.environment}
      stages={summary.operation === 'create' ? CREATION_STAGES : ROTATION_STAGES}
      at={shown === 'record' || (wish?.isFirst === true && wished !== null) ? shown : at}
      shown={shown}
      canShow={(stage) => canLookAt(stage, summary.state)}
      onShow={show}
    >
      <StageOf view={view} stage={shown} show={show} />
    </WizardFrame>
  );
}

function StageOf({
  view,
  stage,
  show,
}: {
  readonly view: PlanView;
  readonly stage: Stage;
  readonly show: (stage: Stage) => void;
}) {
  const { state } = view.summary;
  switch (stage) {
    case 'plan':
      return (
        <PlanStage
          view={view}
          onGoOn={
            state === 'waiting'
              ? () => {
                  show('sign-off');
                }
              : null
          }
        />
      );
    case 'sign-off':
      return <SignOff view={view} />;
    case 'execute':
      return <RunPanel view={view} />;
    case 'verify':
      return (
        <VerifyStage
          view={view}
          onGoOn={
            state === 'done' || state === 'failed'
              ? () => {
                  show('record');
                }
              : null
          }
        />
      );
    case 'record':
      return <RecordStage view={view} />;
    case 'choose':
      return null;
  }
}
