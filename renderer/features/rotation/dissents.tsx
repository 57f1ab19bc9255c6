import { Alert, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { PlanView } from '../../../shared/contract/index.ts';
import { UtcTime } from '../../ui/time.tsx';

/** Everybody who said no, in full. */
export function Dissents({ dissents }: { readonly dissents: PlanView['dissents'] }) {
  if (dissents.length === 0) return null;
  return (
    <Stack gap="xs" role="list" aria-label="Dissents">
      {dissents.map(({ person, reason, blocks, at }) => (
        <div role="listitem" key={`${person.id} ${at}`}>
          <Alert
            color="red"
            icon={<IconHandStop size={18} />}
            title={`${person.name} said no${blocks ? '' : ', on the record'}`}
          >
            <Text size="sm" className="wrap">
              {reason === null ? 'No reason was given.' : `“${reason}”`}
            </Text>
            <Text size="xs" mt={4}>
              <UtcTime at={at} /> ·{' '}
              {blocks
                ? 'could have signed, so this plan cannot run any more'
                : 'could not have signed, so this does not stop the plan'}
            </Text>
          </Alert>
        </div>
      ))}
    </Stack>
  );
}
