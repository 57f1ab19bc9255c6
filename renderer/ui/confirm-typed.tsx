import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

/** Asks a person to type a name before something that cannot be taken back. */
export function ConfirmTyped({
  opened,
  title,
  children,
  expected,
  action,
  onConfirm,
  onClose,
}: {
  readonly opened: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** What must be typed, exactly. */
  readonly expected: string;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const close = (): void => {
    setTyped('');
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed !== expected) return;
          setTyped('');
          onConfirm();
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {children}
          </Text>
          <TextInput
            data-autofocus
            label={
              <>
                Type <Code>{expected}</Code> to go on
              </>
            }
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
            autoComplete="off"
            spellCheck={false}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="red" disabled={typed !== expected}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
