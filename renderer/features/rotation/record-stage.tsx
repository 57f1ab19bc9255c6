import { Anchor, Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFileText, IconNotebook, IconRotate2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChange, useRead } from '../../boundary/index.ts';
import type { OutputOf, PlanView } from '../../../shared/contract/index.ts';
import { CopyButton, ShortDigest } from '../../ui/digest.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './stages.module.css';
import { Outcome } from './verify-stage.tsx';

const MOST = 200;

/** What stays of it: the entries in the journal, and a transcript that anybody can check. */
export function RecordStage({ view }: { readonly view: PlanView }) {
  return (
    <Stack gap="md">
      <Outcome view={view} />
      <div className={styles['columns']}>
        <Entries digest={view.digest} />
        <Stack gap="md">
          <Transcript digest={view.digest} />
          <Group gap="xs">
            <Button component={Link} to="/rotate" variant="default" size="xs" leftSection={<IconRotate2 size={14} />}>
              Rotate another key
            </Button>
            <Button component={Link} to="/" variant="default" size="xs">
              To the overview
            </Button>
          </Group>
        </Stack>
      </div>
    </Stack>
  );
}

/** The journal's entries about a plan. */
export function Entries({ digest }: { readonly digest: string }) {
  const list = useRead(
    'journal.list',
    { before: null, limit: MOST, kind: null, search: digest },
    { keepPrevious: true },
  );
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="xs">
        What stands in the journal
      </Title>
      {list.error === null ? null : <Failure error={list.error.error} retry={() => void list.refetch()} />}
      {list.data === undefined && list.error === null ? <Loading rows={4} label="Reading the journal" /> : null}
      {list.data === undefined ? null : (
        <ol className={styles['entries']} aria-label="Entries of the journal">
          {[...list.data.entries].reverse().map(({ seq, time, kind, summary }) => (
            <li key={seq}>
              <Anchor
                size="sm"
                renderRoot={(props) => <Link to="/journal/$seq" params={{ seq: String(seq) }} {...props} />}
              >
                {seq}
              </Anchor>
              <span className={styles['entryTime']}>
                <UtcTime at={time} />
              </span>
              <span className="wrap">
                {summary} <Code>{kind}</Code>
              </span>
            </li>
          ))}
        </ol>
      )}
      {(list.data?.next ?? null) === null ? null : <Text size="sm">There are more; the journal shows them all.</Text>}
      <Button
        component={Link}
        to="/journal"
        variant="default"
        size="xs"
        mt="xs"
        leftSection={<IconNotebook size={14} />}
      >
        Open the journal
      </Button>
    </Paper>
  );
}

/** Writes the transcript, as a page and where the host can print as PDF, and says where it is. */
export function Transcript({ digest }: { readonly digest: string }) {
  const write = useChange('transcript.export');
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={2} size="h5">
          Transcript
        </Title>
        <Text size="sm">
          Plan, signatures, steps and what was read back, on one page that needs neither network nor Claviger.
        </Text>
        <Group>
          <Button
            size="xs"
            leftSection={<IconFileText size={14} />}
            loading={write.isPending}
            onClick={() => {
              write.mutate({ digest });
            }}
          >
            Export the transcript
          </Button>
        </Group>
        {write.error === null ? null : <Failure error={write.error.error} />}
        {write.data === undefined ? null : (
          <Stack gap={4} role="status">
            <Written label="HTML" written={write.data.html} />
            {write.data.pdf === null ? (
              <Text size="sm">This host cannot print a PDF; the page can be printed from any browser.</Text>
            ) : (
              <Written label="PDF" written={write.data.pdf} />
            )}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}

function Written({
  label,
  written,
}: {
  readonly label: string;
  readonly written: OutputOf<'transcript.export'>['html'];
}) {
  return (
    <Text size="sm" component="div" className="wrap">
      {label}: <Code>{written.file}</Code> <CopyButton text={written.file} label={`Copy the path of the ${label}`} />
      <div>
        SHA-256 <ShortDigest digest={written.sha256} />
      </div>
    </Text>
  );
}
