import { Button, Group, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconHandStop, IconKeyOff, IconPin, IconRotate } from '@tabler/icons-react';
import { useWorkspace } from '../../app/session.tsx';
import { useRead } from '../../boundary/index.ts';
import { dueText } from '../../inventory/index.ts';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import { ENVIRONMENTS, type Environment } from '../../../shared/policy.ts';
import { DueBadge, EnvironmentBadge, StateBadge } from '../../ui/badges.tsx';
import { BlastRadius } from '../../ui/blast-radius.tsx';
import { ScreenButton, ScreenLink } from '../../ui/links.tsx';
import { Notice, Panel } from '../../ui/panel.tsx';
import { Empty, Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { Facts, RotationFacts, Tags } from './key-facts.tsx';
import { History } from './key-history.tsx';
import { Versions } from './key-versions.tsx';
import styles from './key.module.css';

/** One key with everything that is known of it. */
export function KeyScreen({ environment, id }: { readonly environment: string; readonly id: string }) {
  const where = ENVIRONMENTS.find((one) => one === environment);
  return where === undefined ? <NoSuchKey id={id} /> : <OneKey environment={where} id={id} />;
}

function OneKey({ environment, id }: { readonly environment: Environment; readonly id: string }) {
  const key = useRead('keys.show', { environment, key: id });
  if (key.data !== undefined) {
    return (
      <>
        {key.error === null ? null : <Failure error={key.error.error} retry={() => void key.refetch()} />}
        <Detail detail={key.data} />
      </>
    );
  }
  if (key.error?.error.code === 'key-not-found') return <NoSuchKey id={id} />;
  return (
    <>
      <ToKeys />
      <PageHeader title={<span className={styles['title']}>{id}</span>} />
      {key.error === null ? (
        <Loading rows={10} label="Reading the key" />
      ) : (
        <Failure error={key.error.error} retry={() => void key.refetch()} />
      )}
    </>
  );
}

function NoSuchKey({ id }: { readonly id: string }) {
  return (
    <>
      <ToKeys />
      <PageHeader title="Key" />
      <Empty icon={<IconKeyOff size={36} stroke={1.5} />} title="There is no such key">
        <span className="wrap">
          Nothing here answers to “{id}”. It may have been deleted, or its connection was taken out of the workspace.
        </span>
      </Empty>
    </>
  );
}

function ToKeys() {
  return (
    <ScreenLink to="/keys" size="sm" className={styles['back'] ?? ''}>
      <IconArrowLeft size={14} aria-hidden /> Keys
    </ScreenLink>
  );
}

function Detail({ detail }: { readonly detail: KeyDetail }) {
  const pinning = detail.dependants.filter(({ kind, pins }) => kind !== 'alias' && pins === 'key-id');
  return (
    <>
      <ToKeys />
      <PageHeader title={<span className={styles['title']}>{detail.name}</span>} about={detail.description}>
        <Rotate detail={detail} />
      </PageHeader>
      <Group gap="xs" mb="md">
        <EnvironmentBadge environment={detail.environment} />
        <StateBadge state={detail.state} />
        {detail.due === 'not-scheduled' ? null : <DueBadge due={detail.due} />}
        <span className={styles['line']}>
          {detail.due === 'not-scheduled' ? 'No new work is done with it.' : `Rotation ${dueText(detail)}`}
        </span>
      </Group>
      {detail.rotation.blocked === null ? null : (
        <Notice tone="warn" icon={<IconHandStop size={18} />} title="It cannot be rotated now">
          {detail.rotation.blocked}
        </Notice>
      )}
      <div className={styles['columns']}>
        <div className={styles['column']}>
          <Panel title="What hangs on it">
            {pinning.length === 0 ? null : <Pinned count={pinning.length} method={detail.rotation.method} />}
            <BlastRadius name={detail.name} dependants={detail.dependants} aliases={detail.aliases} />
          </Panel>
          <Panel title={detail.versions.length === 1 ? 'One version' : `${detail.versions.length} versions`}>
            <Versions detail={detail} />
          </Panel>
          <Panel title="History in the journal">
            <History history={detail.history} />
          </Panel>
        </div>
        <div className={styles['column']}>
          <Panel title="The key">
            <Facts detail={detail} />
          </Panel>
          <Panel title="Rotation">
            <RotationFacts detail={detail} />
          </Panel>
          <Panel title="Tags">
            <Tags tags={detail.tags} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** Warns of everything that holds the raw key id. */
function Pinned({ count, method }: { readonly count: number; readonly method: KeyDetail['rotation']['method'] }) {
  const who = count === 1 ? 'One thing pins' : `${count} things pin`;
  return (
    <Notice tone="bad" icon={<IconPin size={18} />} title={`${who} the raw key id`}>
      {method === 'replacement'
        ? 'This key is rotated by replacement: its alias moves to a new key, and whoever pins the id stays behind on the old one. Repoint them to the alias first.'
        : 'Rotation in place keeps the id, so they go on working. If the key is ever replaced they stay behind: have them use the alias.'}
    </Notice>
  );
}

/** Starts the rotation, or says why it cannot. */
function Rotate({ detail }: { readonly detail: KeyDetail }) {
  const { readOnlyBecause } = useWorkspace();
  const why = readOnlyBecause === null ? detail.rotation.blocked : `Open for reading only: ${readOnlyBecause}`;
  if (why === null) {
    return (
      <ScreenButton
        to="/rotate"
        search={{ environment: detail.environment, key: detail.id }}
        leftSection={<IconRotate size={16} />}
      >
        Rotate this key
      </ScreenButton>
    );
  }
  return (
    <Tooltip label={why} multiline maw={360}>
      <Button data-disabled aria-disabled leftSection={<IconRotate size={16} />}>
        Rotate this key
      </Button>
    </Tooltip>
  );
}
