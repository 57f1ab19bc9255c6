import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useChange } from '../../boundary/index.ts';
import type { PlanView } from '../../../shared/contract/index.ts';
import { CopyButton, Digest } from '../../ui/digest.tsx';
import { Failure } from '../../ui/states.tsx';

/** For people who sign on their own machine: the exact bytes, and the command. */
export function ElsewhereSigning({ view }: { readonly view: PlanView }) {
  const write = useChange('plan.export');
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={2} size="h5">
          Sign on another machine
        </Title>
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
        {write.data === undefined ? null : (
          <Text size="sm" component="div" role="status" className="wrap">
            Written to <Code>{write.data.file}</Code> <CopyButton text={write.data.file} label="Copy the path" />
            <Digest digest={write.data.sha256} label="Copy its SHA-256" />
          </Text>
        )}
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code block className="wrap" style={{ whiteSpace: 'pre-wrap', flex: 1 }}>
            {view.signCommand}
          </Code>
          <CopyButton text={view.signCommand} label="Copy the command" />
        </Group>
      </Stack>
    </Paper>
  );
}
