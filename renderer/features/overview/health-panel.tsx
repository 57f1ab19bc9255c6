import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRefresh, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useRead } from '../../boundary/index.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import styles from './overview.module.css';
import { remedyOf, worstFirst, type HealthCheck } from './remedies.ts';

const LOOK: Readonly<Record<HealthCheck['status'], readonly [icon: Icon, word: string]>> = {
  pass: [IconCircleCheck, 'pass'],
  warn: [IconAlertTriangle, 'warning'],
  fail: [IconCircleX, 'fails'],
};

/** What was checked, the worst first, each with what to do about it. What passes is folded away. */
export function HealthPanel() {
  const health = useRead('health.read', {});
  const [isOpen, setOpen] = useState(false);
  const checks = worstFirst(health.data?.checks ?? []);
  const passing = checks.filter(({ status }) => status === 'pass');
  return (
    <Panel
      title={health.data === undefined ? 'Health' : `Health: ${health.data.status}`}
      urgent={health.data?.status === 'unhealthy'}
      aside={
        <Tooltip label="Check again">
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label="Check health again"
            loading={health.isFetching}
            onClick={() => void health.refetch()}
          >
            <IconRefresh size={14} />
          </ActionIcon>
        </Tooltip>
      }
    >
      {health.error === null ? null : <Failure error={health.error.error} retry={() => void health.refetch()} />}
      {health.data === undefined && health.error === null ? <Loading rows={4} label="Checking health" /> : null}
      <ul className={styles['list']}>
        {checks
          .filter(({ status }) => isOpen || status !== 'pass')
          .map((check, at) => (
            <Check key={`${check.check}-${at}`} check={check} />
          ))}
      </ul>
      {passing.length === 0 ? null : (
        <Button
          size="compact-xs"
          variant="default"
          mt={6}
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? 'Hide what passes' : passing.length === 1 ? '1 check passes' : `${passing.length} checks pass`}
        </Button>
      )}
    </Panel>
  );
}

function Check({ check }: { readonly check: HealthCheck }) {
  const [StatusIcon, word] = LOOK[check.status];
  return (
    <li className={styles['check']} data-status={check.status}>
      <StatusIcon size={16} aria-hidden />
      <div className={styles['check-text']}>
        <strong>
          {check.check}: {word}
        </strong>
        <div className={styles['detail']} title={check.detail}>
          {check.detail}
        </div>
        {check.status === 'pass' ? null : <Quiet>{remedyOf(check)}</Quiet>}
      </div>
    </li>
  );
}
