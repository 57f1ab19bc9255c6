import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/session.tsx';
import type { Environment } from '../../../shared/policy.ts';
import { WizardFrame } from '../../ui/wizard/index.ts';
import { CreationRequest } from './creation-request.tsx';
import { planSearch } from './rotation-wizard.tsx';
import { CREATION_STAGES } from './stage.ts';

/** Creates a key: describe, then the same stages as every plan. */
export function CreationWizard() {
  const chosen = useEnvironment().environment;
  const [wish, setWish] = useState<Environment | null>(null);
  const navigate = useNavigate();
  const environment = wish ?? chosen ?? 'practice';
  return (
    <WizardFrame
      title="Create a key"
      about="Makes a new master key, proves that it works, and only then gives it its alias: nothing uses it before."
      environment={environment}
      stages={CREATION_STAGES}
      at="choose"
      shown="choose"
      canShow={(stage) => stage === 'choose'}
      onShow={() => undefined}
    >
      <CreationRequest
        environment={environment}
        onEnvironment={setWish}
        onPlanned={(digest) => {
          // The plan's own wizard goes on from here.
          void navigate({ to: '/rotate', search: planSearch(environment, digest), state: { justPlanned: true } });
        }}
      />
    </WizardFrame>
  );
}
