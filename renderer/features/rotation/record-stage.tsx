import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconFileText, IconNotebook, IconRotate2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChange, useRead } from '../../boundary/index.ts';
import type { PlanView } from '../../../shared/contract/index.ts';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { UtcTime } from '../../ui/time.tsx';
import { WrittenFile } from '../../ui/written-file.tsx';
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
    <Panel title="What stands in the journal">
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
    </Panel>
  );
}

/** Writes the transcript, as a page and where the host can print as PDF, and says where it is. */
export function Transcript({ digest }: { readonly digest: string }) {
  const write = useChange('transcript.export');
  return (
    <Panel title="Transcript">
      <Stack gap="xs">
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
          <Stack gap="xs">
            <WrittenFile what="The page (HTML)" {...write.data.html} />
            {write.data.pdf === null ? (
              <Text size="sm">This host cannot print a PDF; the page can be printed from any browser.</Text>
            ) : (
              <WrittenFile what="The printed page (PDF)" {...write.data.pdf} />
            )}
          </Stack>
        )}
      </Stack>
    </Panel>
  );
}
