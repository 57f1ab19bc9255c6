import { Button, Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWorkspace } from '../../app/session.tsx';
import { useWho } from '../../app/who.tsx';

/** Whether something can be done here now. */
export interface Hurdles {
  /** Open for reading only, and why; else null. */
  readonly readOnly: string | null;
  /** Nobody has said who is at the screen, and it has to be done in a name. */
  readonly nobody: boolean;
  readonly blocked: boolean;
}

/** What stands in the way of an action. @param inAName whether it is done in the name of who is at the screen */
export function useHurdles({ inAName }: { readonly inAName: boolean }): Hurdles {
  const { mode, readOnlyBecause } = useWorkspace();
  const { person } = useWho();
  const readOnly = mode === 'reading' ? (readOnlyBecause ?? 'This workspace is open for reading only.') : null;
  const nobody = inAName && person === null;
  return { readOnly, nobody, blocked: readOnly !== null || nobody };
}

/** Buttons, and beside them why they cannot be pressed. */
export function ActionBar({
  hurdles,
  doing,
  children,
}: {
  readonly hurdles: Hurdles;
  /** What is done in a name: `A rotation is requested`. */
  readonly doing: string;
  readonly children: ReactNode;
}) {
  const { person, askWho } = useWho();
  return (
    <Group gap="sm" wrap="wrap">
      {children}
      {hurdles.readOnly === null ? null : (
        <Text size="sm" component="span" className="wrap">
          <IconLock size={14} aria-hidden /> {hurdles.readOnly}
        </Text>
      )}
      {hurdles.readOnly === null && hurdles.nobody ? (
        <Group gap="xs" role="note">
          <Text size="sm">{doing} in somebody's name.</Text>
          <Button size="compact-sm" variant="light" onClick={askWho}>
            Say who you are
          </Button>
        </Group>
      ) : null}
      {!hurdles.blocked && hurdles.readOnly === null && person !== null ? (
        <Text size="sm">
          {doing} in the name of {person.name}.
        </Text>
      ) : null}
    </Group>
  );
}
