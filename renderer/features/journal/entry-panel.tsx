import { ActionIcon, Button, Code, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconFileExport, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useChange, useRead } from '../../boundary/index.ts';
import type { EntryDetail } from '../../../shared/contract/index.ts';
import { CopyButton } from '../../ui/digest.tsx';
import { Quiet } from '../../ui/panel.tsx';
import { SidePanel, SidePart } from '../../ui/split.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import { WrittenFile } from '../../ui/written-file.tsx';
import styles from './journal.module.css';
import { ProofDrawing } from './proof-drawing.tsx';

/** One entry: what it says, exactly, and the proof that it stands in the journal. */
export function EntryPanel({ seq, size }: { readonly seq: number; readonly size: number }) {
  const entry = useRead('journal.entry', { seq });
  return (
    <SidePanel
      about={seq}
      title={`Entry ${seq}`}
      actions={
        <Group gap={4} wrap="nowrap">
          <Step to={seq + 1} label="Newer entry" exists={seq + 1 < size} icon={<IconChevronUp size={16} />} />
          <Step to={seq - 1} label="Older entry" exists={seq > 0} icon={<IconChevronDown size={16} />} />
          <ActionIcon component={Link} to="/journal" variant="subtle" color="gray" aria-label="Close the entry">
            <IconX size={16} />
          </ActionIcon>
        </Group>
      }
    >
      {entry.error !== null ? (
        <Failure error={entry.error.error} retry={() => void entry.refetch()} />
      ) : entry.data === undefined ? (
        <Loading rows={8} label={`Loading entry ${seq}`} />
      ) : (
        <EntryView key={seq} entry={entry.data} />
      )}
    </SidePanel>
  );
}

function Step({
  to,
  label,
  exists,
  icon,
}: {
  readonly to: number;
  readonly label: string;
  readonly exists: boolean;
  readonly icon: ReactNode;
}) {
  if (!exists) {
    return (
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled>
        {icon}
      </ActionIcon>
    );
  }
  return (
    <Tooltip label={label}>
      <ActionIcon
        renderRoot={(props) => <Link {...props} to="/journal/$seq" params={{ seq: String(to) }} />}
        variant="subtle"
        color="gray"
        aria-label={label}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function EntryView({ entry }: { readonly entry: EntryDetail }) {
  const exported = useChange('journal.export-proof');
  return (
    <>
      <Text className="wrap">{entry.summary}</Text>
      <dl className={styles['facts']}>
        <dt>When</dt>
        <dd>
          <UtcTime at={entry.time} />
        </dd>
        <dt>Kind</dt>
        <dd>
          <Code>{entry.kind}</Code>
        </dd>
        <dt>About</dt>
        <dd className="wrap">
          {entry.subject === null ? (
            <Quiet>nothing in particular</Quiet>
          ) : /^[0-9a-f]{64}$/.test(entry.subject) ? (
            <Link to="/approvals/$digest" params={{ digest: entry.subject }} className={styles['link']}>
              plan {entry.subject.slice(0, 16)}…
            </Link>
          ) : (
            entry.subject
          )}
        </dd>
      </dl>
      <Part title="Proof">
        <ProofDrawing entry={entry} />
        <Button
          mt="sm"
          size="xs"
          variant="default"
          leftSection={<IconFileExport size={14} />}
          loading={exported.isPending}
          onClick={() => {
            exported.mutate({ seq: entry.seq });
          }}
        >
          Export the proof
        </Button>
        {exported.error === null ? null : <Failure error={exported.error.error} />}
        {exported.data === undefined ? null : <WrittenFile what="The proof" {...exported.data} />}
      </Part>
      <Part title="Payload">
        {entry.payload === null ? (
          <Text size="sm">
            {entry.erased
              ? 'It was erased by a signed decision. The skeleton and every proof still stand.'
              : 'This entry has none.'}
          </Text>
        ) : (
          <Exact text={entry.payload} label="Copy payload" />
        )}
      </Part>
      <Part title="Skeleton" about="Exactly what the leaf is the hash of.">
        <Exact text={entry.skeleton} label="Copy skeleton" />
      </Part>
      <Part title="Checkpoint" about="The signed head that the proof leads to (C2SP signed note).">
        <Exact text={entry.checkpoint} label="Copy checkpoint" />
      </Part>
    </>
  );
}

function Part({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}) {
  return (
    <SidePart>
      <Title order={3} size="h6">
        {title}
      </Title>
      {about === undefined ? null : (
        <Text size="xs" mb={4}>
          <Quiet>{about}</Quiet>
        </Text>
      )}
      {children}
    </SidePart>
  );
}

function Exact({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className={styles['exact']}>
      <pre tabIndex={0} role="region" aria-label={label.replace(/^Copy /, '')}>
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
