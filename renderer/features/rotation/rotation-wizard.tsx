import { useLocation, useNavigate } from '@tanstack/react-router';
import { ENVIRONMENTS, type Environment } from '../../../shared/policy.ts';
import { WizardFrame } from '../../ui/wizard/index.ts';
import { ChooseStage } from './choose-stage.tsx';
import { PlanWizard } from './plan-wizard.tsx';
import { RotationRequest } from './rotation-request.tsx';
import { ROTATION_STAGES } from './stage.ts';

declare module '@tanstack/history' {
  interface HistoryState {
    /** The plan was made a moment ago: show it before asking for signatures. */
    justPlanned?: boolean;
  }
}

/** Rotates a key: choose, plan, sign-off, execute, verify, record. */
export function RotationWizard({
  environment,
  id,
  plan,
}: {
  readonly environment: string | null;
  /** The key, by its id. */
  readonly id: string | null;
  /** Digest of the plan that the wizard is at. */
  readonly plan: string | null;
}) {
  const navigate = useNavigate();
  const justPlanned = useLocation({ select: ({ state }) => state.justPlanned === true });
  if (plan !== null) return <PlanWizard key={plan} digest={plan} look={justPlanned ? 'plan' : null} />;
  const where = ENVIRONMENTS.find((one) => one === environment) ?? null;
  const isChosen = where !== null && id !== null;
  return (
    <WizardFrame
      title="Rotate a key"
      about="Gives a key new material. Old data stays readable; nobody's work stops. Rotation does not contain a leak: whoever has the old material can still read what was made with it."
      environment={isChosen ? where : null}
      stages={ROTATION_STAGES}
      at={isChosen ? 'plan' : 'choose'}
      shown={isChosen ? 'plan' : 'choose'}
      canShow={(stage) => stage === 'choose' || (stage === 'plan' && isChosen)}
      onShow={(stage) => {
        if (stage === 'choose') void navigate({ to: '/rotate', search: {} });
      }}
    >
      {isChosen ? (
        <RotationRequest
          key={`${where}/${id}`}
          environment={where}
          id={id}
          onPlanned={(digest) => {
            void navigate({ to: '/rotate', search: planSearch(where, digest), state: { justPlanned: true } });
          }}
        />
      ) : (
        <ChooseStage
          onChoose={(key) => {
            void navigate({ to: '/rotate', search: { environment: key.environment, key: key.id } });
          }}
        />
      )}
    </WizardFrame>
  );
}

/** The address at which the wizard of a plan is found again. */
export function planSearch(
  environment: Environment,
  digest: string,
): { readonly environment: string; readonly plan: string } {
  return { environment, plan: digest };
}
