import { Alert, Button, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { BoundaryError } from '../../shared/contract/index.ts';

/** A screen's heading: what it is, in a sentence what it is for, and what can be done. */
export function PageHeader({
  title,
  about,
  children,
}: {
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="page-header">
      <div className="page-title">
        <Title order={1} size="h3">
          {title}
        </Title>
        {about === undefined ? null : (
          <Text c="dimmed" size="sm" mt={2} maw={760}>
            {about}
          </Text>
        )}
      </div>
      {children === undefined ? null : <div className="page-aside">{children}</div>}
    </div>
  );
}

/** Nothing is there yet: says why, and what to do first. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" className="empty">
      <Text c="dimmed" aria-hidden>
        {icon}
      </Text>
      <Title order={2} size="h5">
        {title}
      </Title>
      {children === undefined ? null : (
        <Text c="dimmed" ta="center" maw={520} component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

/** A failure, in the sentence main gave, with what names it in the log. */
export function Failure({ error, retry }: { readonly error: BoundaryError; readonly retry?: () => void }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title="That did not work" role="alert">
      <Text size="sm">{error.message}</Text>
      <Group mt="xs" gap="sm">
        {retry === undefined ? null : (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        <Text size="xs" c="dimmed" component="div">
          <Code>{error.code}</Code> {error.correlationId === '' ? null : <Code>{error.correlationId}</Code>}
        </Text>
      </Group>
    </Alert>
  );
}

/** Something is on its way; `rows` grey lines hold its place. */
export function Loading({ rows = 6, label = 'Loading' }: { readonly rows?: number; readonly label?: string }) {
  return (
    <Stack gap="sm" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height={20} radius="sm" />
      ))}
    </Stack>
  );
}

interface ReadOnlyProps {
  readonly because: string;
  /** Whether it is being tried again. */
  readonly isTrying?: boolean;
  /** Tries to open it for writing again; left out where that is no use. */
  readonly onAgain?: () => void;
}

/** Says that something can be looked at only, and why. */
export function ReadOnly({ because, isTrying = false, onAgain }: ReadOnlyProps) {
  return (
    <Alert color="yellow" icon={<IconLock size={18} />} title="Open for reading only" mb="md">
      {because}
      {onAgain === undefined ? null : (
        <div>
          <Button size="compact-xs" variant="default" mt="xs" loading={isTrying} onClick={onAgain}>
            Try again
          </Button>
        </div>
      )}
    </Alert>
  );
}
