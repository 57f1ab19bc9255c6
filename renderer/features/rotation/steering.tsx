import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../boundary/index.ts';
import type { PlanView, RunView } from '../../../shared/contract/index.ts';
import { Failure } from '../../ui/states.tsx';

const HOLDING: Readonly<Record<RunView['holding'], string | null>> = {
  no: null,
  asked: 'It will hold before the next step. The step under way is finished first: it is never cut in half.',
  stopping: 'The rest is being given up. The step under way is finished first: it is never cut in half.',
  held: 'Held between two steps. Nothing is half done; even closing the console now loses nothing.',
};

/** Holds a run where nothing is half done, lets it go on, or gives the rest up. */
export function Steering({ view, run }: { readonly view: PlanView; readonly run: RunView }) {
  const steer = useChange('run.steer');
  const [stopping, setStopping] = useState(false);
  const { digest } = view;
  const said = HOLDING[run.holding];
  return (
    <Stack gap={4} align="flex-end">
      <Group gap="xs">
        {run.holding === 'no' ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPause size={14} />}
            disabled={steer.isPending}
            onClick={() => {
              steer.mutate({ digest, wish: 'hold' });
            }}
          >
            Hold before the next step
          </Button>
        ) : run.holding === 'stopping' ? null : (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            disabled={steer.isPending}
            onClick={() => {
              steer.mutate({ digest, wish: 'go-on' });
            }}
          >
            Go on
          </Button>
        )}
        <Button
          size="xs"
          variant="outline"
          color="red"
          leftSection={<IconPlayerStop size={14} />}
          disabled={steer.isPending || run.holding === 'stopping'}
          onClick={() => {
            setStopping(true);
          }}
        >
          Give the rest up
        </Button>
      </Group>
      <Text size="sm" role="status">
        {said}
      </Text>
      {steer.error === null ? null : <Failure error={steer.error.error} />}
      <Modal
        opened={stopping}
        onClose={() => {
          setStopping(false);
        }}
        title="Give the rest up?"
      >
        <Stack>
          <Text size="sm">
            The step under way is finished. The steps after it are not done, and what was done is not taken back by
            itself. The plan counts as run: the rest needs a new plan and new signatures.
          </Text>
          <Group justify="flex-end">
            <Button
              data-autofocus
              variant="default"
              onClick={() => {
                setStopping(false);
              }}
            >
              Leave it running
            </Button>
            <Button
              color="red"
              onClick={() => {
                setStopping(false);
                steer.mutate({ digest, wish: 'stop' });
              }}
            >
              Give the rest up
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
