import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useChange } from '../../boundary/index.ts';
import type { PlanView } from '../../../shared/contract/index.ts';
import { CopyButton } from '../../ui/digest.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Failure } from '../../ui/states.tsx';
import { WrittenFile } from '../../ui/written-file.tsx';

/** For people who sign on their own machine: the exact bytes, and the command. */
export function ElsewhereSigning({ view }: { readonly view: PlanView }) {
  const write = useChange('plan.export');
  return (
    <Panel title="Sign on another machine">
      <Stack gap="xs">
        <Text size="sm">
          A security lead can sign with the keys and tools they already have. Export the plan, take it there, sign it,
          and bring the .sig file in through the approval window.
        </Text>
        <Group gap="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileExport size={14} />}
            loading={write.isPending}
            onClick={() => {
              write.mutate({ digest: view.digest });
            }}
          >
            Export the plan
          </Button>
        </Group>
        {write.error === null ? null : <Failure error={write.error.error} />}
        {write.data === undefined ? null : <WrittenFile what="The plan" {...write.data} />}
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code block className="wrap" style={{ whiteSpace: 'pre-wrap', flex: 1 }}>
            {view.signCommand}
          </Code>
          <CopyButton text={view.signCommand} label="Copy the command" />
        </Group>
      </Stack>
    </Panel>
  );
}
