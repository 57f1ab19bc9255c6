import { Button, Group, Text } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWho } from '../../app/who.tsx';

/** What somebody asks for is asked in their name: offers to say who is at the screen until that is known. */
export function WhoFirst({ children }: { readonly children: ReactNode }) {
  const { person, askWho } = useWho();
  if (person !== null) return children;
  return (
    <Group gap="sm">
      <Button variant="default" leftSection={<IconLockOpen size={16} />} onClick={askWho}>
        Say who you are
      </Button>
      <Text size="sm">Changes are asked for in a name.</Text>
    </Group>
  );
}
